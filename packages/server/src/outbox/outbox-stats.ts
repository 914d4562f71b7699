/**
 * State of an outbox.
 *
 * @example
 * const { pending, deadLetters, engine }: OutboxStats = await outbox.stats();
 */
export interface OutboxStats {
  /** Events that Meta has not confirmed, leased ones included, quarantined ones not. */
  pending: number;
  /** Events that Graph refused, and that are tried again alone. */
  quarantined: number;
  /** Orders whose events wait to be confirmed. */
  held: number;
  /** When the oldest of the pending ones was stored, in milliseconds since 1970. */
  oldest?: number | undefined;
  /** Events that were set aside. */
  deadLetters: number;
  /** Bytes that all of these use, where the engine knows. */
  bytes?: number;
  /** The engine for whoever operates it: its name and, as far as it knows, its location, version and replicas. */
  engine: { name: string } & Record<string, string | number>;
  /** Of an outbox of two, the second, which takes what the first cannot; its events are counted above too. */
  second?: {
    /** Name of its engine. */
    engine: string;
    pending: number;
    /** Whether it takes what comes: the first is out of reach or full. */
    isUsed: boolean;
    /** Whether the first is out of reach, so that its events are not counted. */
    isAlone: boolean;
  };
}

/**
 * Numbers of events, and of held orders, that were removed because of a match key.
 *
 * @example
 * const { pending, deadLetters }: Forgotten = await twinbeam.forget({ email: 'ada@example.com' });
 */
export interface Forgotten {
  /** Pending events. */
  pending: number;
  /** Quarantined events. */
  quarantined: number;
  /** Orders whose events waited to be confirmed. */
  held: number;
  /** Dead letters. */
  deadLetters: number;
}
