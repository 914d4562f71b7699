/**
 * State of an outbox.
 *
 * @example
 * const { pending, deadLetters, engine }: OutboxStats = await outbox.stats();
 */
export interface OutboxStats {
  /** Events that Meta has not confirmed: leased events included, quarantined events not. */
  pending: number;
  /** Events that Graph refused, and that will be sent again alone. */
  quarantined: number;
  /** Orders whose events wait to be confirmed. */
  held: number;
  /** When the oldest pending event was stored, in milliseconds since 1970. */
  oldest?: number | undefined;
  /** Events that were set aside. */
  deadLetters: number;
  /** Bytes that all of these events use, if the engine knows. */
  bytes?: number;
  /** Facts for an operator: the engine's name and, if known, its location, version and replicas. */
  engine: { name: string } & Record<string, string | number>;
  /**
   * The second outbox, where there are two: it takes events while the first cannot. The counts above include its
   * events.
   */
  second?: {
    /** Name of its engine. */
    engine: string;
    pending: number;
    /** Whether new events go to it, because the first is unreachable or full. */
    isUsed: boolean;
    /** Whether the first is unreachable, so that its events are not counted. */
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
  /** Held orders. */
  held: number;
  /** Dead letters. */
  deadLetters: number;
}
