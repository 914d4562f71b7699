/**
 * Events that were accepted and that Meta has not yet confirmed. Each engine keeps this contract; the dispatcher and the
 * kit know nothing else of it. A lease that runs out gives its events back: recovery from a crash is nothing special.
 */
export interface Outbox {
  /** Whether what `put` has answered survives the process; if not, a closing kit sends what it can first. */
  durable: boolean;
  /** How often to look for what other processes have done, in milliseconds; undefined when there are none. */
  pollMs?: number | undefined;
  /**
   * Resolves once it can be used, for these pixels with this lease. Rejects with `OutboxError` when it cannot, and goes
   * on trying where that may help.
   */
  ready?(use?: { pixelIds: readonly string[]; leaseMs: number }): Promise<unknown>;
  /**
   * Stores events; durable when it resolves. One that is pending or was lately sent is a duplicate. Rejects with
   * `OutboxError`; of several, some may then be stored all the same, and are duplicates when they come again.
   */
  put(events: readonly OutboxEvent[]): Promise<PutResult[]>;
  /**
   * Up to `max` events of a pixel that are due, oldest first, for nobody else until the lease runs out; of more than one
   * no more than `maxLength` characters of JSON.
   */
  take(pixelId: string, max: number, leaseMs: number, maxLength?: number): Promise<StoredEvent[]>;
  /** Keeps taken events for longer: until `leaseMs` from now. Answers which are still the caller's. */
  extend(ids: readonly string[], leaseMs: number): Promise<string[]>;
  /** Meta has them. */
  confirm(ids: readonly string[]): Promise<void>;
  /** Takes over events that another outbox has; those that it has taken over before are duplicates. */
  adopt(events: readonly StoredEvent[]): Promise<PutResult[]>;
  /** Another outbox has them: they are gone from here, and not as sent. */
  release(ids: readonly string[]): Promise<void>;
  /**
   * Gives them back, due at a time in milliseconds since 1970, as tried once more or, with `untried`, as never taken.
   * What is no longer the caller's, because its lease ran out, stays as it is; so it is with `setAside`.
   */
  postpone(ids: readonly string[], until: number, options?: { untried?: boolean }): Promise<void>;
  /**
   * Makes dead letters of them; the same events may be accepted again. Answers how many older letters had to go to keep
   * their bounds.
   */
  setAside(ids: readonly string[], reason: DeadReason): Promise<number>;
  /**
   * When the next event of a pixel is due, in milliseconds since 1970; undefined when none waits, or when the engine
   * tells by `arrival`.
   */
  nextDue(pixelId: string): Promise<number | undefined>;
  /** Calls back whenever this process has stored events of a pixel. Returns how to stop that. */
  onPut(listener: (pixelId: string) => void): () => void;
  /** Resolves when `take` has something for a pixel, whoever put it, or when it is given up. For engines that can tell. */
  arrival?(pixelId: string, signal: AbortSignal): Promise<void>;
  holds: Holds;
  /** The pixels for which something waits. */
  pixels(): Promise<string[]>;
  stats(): Promise<OutboxStats>;
  deadLetters: DeadLetters;
  /** Calls back when the engine is out of reach, with the reason, and when it is back. For engines that can be. */
  onState?(listener: (problem: OutboxError | undefined) => void): void;
  close(): Promise<void>;
}

export type PutResult = 'accepted' | 'duplicate';

/** An event for one pixel, mapped and hashed. */
export interface OutboxEvent {
  pixelId: string;
  name: string;
  eventId: string;
  /** When Meta stops taking it, in milliseconds since 1970. */
  expiresAt: number;
  /** The event as JSON, as it is sent. */
  json: string;
}

/** An event in the outbox. */
export interface StoredEvent extends OutboxEvent {
  /** The outbox's own id of it. */
  id: string;
  /** Milliseconds since 1970. */
  storedAt: number;
  /** How often it was sent without being confirmed. */
  attempts: number;
  /** When it was first sent, in milliseconds since 1970; undefined for never. */
  firstTriedAt?: number | undefined;
}

/** Why an event is a dead letter. */
export interface DeadReason {
  /** A sentence for a person. */
  reason: string;
  /** Meta's error code, subcode and trace id, if it was Meta who refused it. */
  code?: number | undefined;
  subcode?: number | undefined;
  traceId?: string | undefined;
  /** When it was last sent, in milliseconds since 1970; undefined for never. */
  lastTriedAt?: number | undefined;
}

/** Nothing is sent to a pixel until then, whoever would send it. */
export interface Hold {
  /** In milliseconds since 1970. */
  until: number;
  /** Why, when it goes on until somebody mends what is in the way. */
  reason?: string | undefined;
}

/** What one dispatcher has learnt from Meta holds for all that send from the same outbox. */
export interface Holds {
  get(pixelId: string): Hold | undefined;
  /** Resolves once every dispatcher sees it, or soon will; undefined ends a hold. */
  set(pixelId: string, hold: Hold | undefined): Promise<void>;
}

/** An event that was set aside. */
export interface DeadLetter extends StoredEvent, DeadReason {
  /** Milliseconds since 1970. */
  setAsideAt: number;
}

export interface DeadLetters {
  /** All of them, oldest first. */
  list(): Promise<DeadLetter[]>;
  show(id: string): Promise<DeadLetter | undefined>;
  /** Puts them back into the outbox, due at once; without ids, all. Answers how many. */
  replay(ids?: readonly string[]): Promise<number>;
  /** Forgets them; without ids, all. Answers how many. */
  drop(ids?: readonly string[]): Promise<number>;
  /** Takes over letters of another outbox; those that it has already it does not take twice. */
  add(letters: readonly DeadLetter[]): Promise<void>;
}

export interface OutboxStats {
  /** Events that Meta has not confirmed, those under a lease included. */
  pending: number;
  /** When the oldest of them was stored, in milliseconds since 1970. */
  oldest?: number | undefined;
  deadLetters: number;
  /** What keeps them, for whoever looks after it: its name and, as far as it knows, where, which version, how safe. */
  engine: { name: string } & Record<string, string | number>;
}

/**
 * The outbox could not store: it is `full`, `closed`, its engine is out of reach (`unavailable`), or it stays
 * `unusable` until somebody mends what the message names. Nothing was accepted.
 */
export class OutboxError extends Error {
  override name = 'OutboxError';
  readonly code: 'full' | 'closed' | 'unavailable' | 'unusable';

  constructor(code: OutboxError['code'], message: string) {
    super(message);
    this.code = code;
  }
}
