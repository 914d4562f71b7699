import type { HeldEvents } from './held-events.js';
import type { Lane } from './lanes.js';

/**
 * Store of the events that were accepted and that Meta has not yet confirmed. An engine implements this interface and
 * passes the tests of `@twinbeam/server/outbox-contract`; nothing else of it is used. A lease that runs out makes its
 * events available again, so that recovery from a crash needs no code of its own.
 *
 * @example
 * const outbox: Outbox = createLmdbOutbox({ path: './.twinbeam' });
 * createTwinbeam({ outbox });
 */
export interface Outbox {
  /** Whether a stored event survives the end of the process. If not, `twinbeam.close()` first sends what it can. */
  durable: boolean;
  /**
   * Resolves once events can be stored, for these pixels with this lease. Rejects with `OutboxError` when they cannot;
   * an engine that may come back is tried again by itself.
   */
  ready(use?: OutboxUse): Promise<void>;
  /**
   * Stores events; durable when it resolves. An event that is pending or was sent lately is a duplicate; but one of server
   * code is not, if a page or SDK alone has said it: it takes the place of theirs, as long as that waits. One that another
   * outbox had (a `StoredEvent`) is a duplicate if it was moved here before. Rejects with `OutboxError`, code `full`, before
   * anything is stored when not all events fit; after another error some may be stored nevertheless, and are duplicates when
   * they are put again. Without events it rejects when an event of a page would not fit.
   */
  put(events: readonly (OutboxEvent | StoredEvent)[]): Promise<PutResult[]>;
  /**
   * Leases up to `max` events of a lane of a pixel that are due, for `leaseMs`: nobody else takes them before it runs out.
   * The oldest go first; once the oldest has waited for a minute, the newest, and an eighth of the oldest, as far as the
   * engine can.
   */
  take(pixelId: string, max: number, leaseMs: number, options?: TakeOptions): Promise<StoredEvent[]>;
  /** Renews the lease of taken events, until `leaseMs` from now. Returns the ids whose lease had not run out. */
  extend(ids: readonly string[], leaseMs: number): Promise<string[]>;
  /** Removes events that Meta has confirmed or, with `moved`, that another outbox has: these are not noted as sent. */
  confirm(ids: readonly string[], options?: { moved?: boolean }): Promise<void>;
  /**
   * Ends the lease of events. They are due again at `until`, in milliseconds since 1970, with one more attempt. Events
   * whose lease ran out stay as they are.
   */
  postpone(ids: readonly string[], until: number, options?: PostponeOptions): Promise<void>;
  /**
   * Makes events dead letters; the same events may be put again. Events whose lease ran out stay as they are. It works on a
   * full outbox, and removes no other dead letter.
   */
  setAside(ids: readonly string[], reason: DeadReason): Promise<void>;
  /**
   * Resolves when `take` may have something of a lane of a pixel (default `page`), whichever process put it, or when the
   * signal is aborted. It may resolve early. Rejects with `OutboxError`.
   */
  waitForDue(pixelId: string, signal: AbortSignal, lane?: Lane): Promise<void>;
  /** The pauses of pixels, for all that send from the outbox. */
  pauses: Pauses;
  /** Returns the pixels that have pending events, quarantined ones not counted. */
  pixels(): Promise<string[]>;
  /** Returns how much is stored. Rejects with `OutboxError` while the engine cannot be reached. */
  stats(): Promise<OutboxStats>;
  /** The events that were set aside. */
  deadLetters: DeadLetters;
  /** The events that wait to be confirmed. */
  held: HeldEvents;
  queue: OutboxQueue;
  /**
   * Removes the pending, quarantined, held and dead events that have one of these match keys, which are hashed as events have
   * them. One that is being sent at the moment may arrive all the same; a copy that is put again stays a duplicate.
   */
  forget(matchKeys: readonly string[]): Promise<Forgotten>;
  /**
   * Calls back when the engine becomes unreachable, with the reason, and with undefined when it is back; an engine within
   * the process never calls. Returns a function that ends that.
   */
  onStateChange(listener: (problem: OutboxError | undefined) => void): () => void;
  /** Closes the outbox; calls that follow reject with `OutboxError`, code `closed`. */
  close(): Promise<void>;
}

/**
 * Users of an outbox: the pixels that are sent from it, and their lease.
 *
 * @example
 * await outbox.ready({ pixelIds: ['1234567890'], leaseMs: 30_000 });
 */
export interface OutboxUse {
  pixelIds: readonly string[];
  /** In milliseconds. */
  leaseMs: number;
}

/**
 * Result of storing an event: `duplicate` for one that is pending or was sent lately.
 *
 * @example
 * const [result]: PutResult[] = await outbox.put([event]);
 */
export type PutResult = 'accepted' | 'duplicate';

/**
 * Choice of the events that are taken.
 *
 * @example
 * await outbox.take('1', 100, 30_000, { lane: 'server' });
 */
export interface TakeOptions {
  /** Default `page`. */
  lane?: Lane;
  /** Characters of JSON that several events have together at most; a longer event is taken alone. Default: any. */
  maxLength?: number;
}

/**
 * Place and history of events that are given back.
 *
 * @example
 * await outbox.postpone([event.id], Date.now() + 60_000, { lane: 'quarantine', refusal: { reason: 'refused' } });
 */
export interface PostponeOptions {
  /** Whether they count as not taken at all. */
  untried?: boolean;
  /** Moves them to another lane of their pixel. */
  lane?: Lane;
  /** Why Graph refused them: counts one more refusal. */
  refusal?: DeadReason;
}

/**
 * An event for one pixel, mapped and hashed.
 *
 * @example
 * const json = JSON.stringify(event); // what mapMessage returns
 * const stored: OutboxEvent = { pixelId: '1', name: event.event_name, eventId: event.event_id, source: 'server', expiresAt, json };
 */
export interface OutboxEvent {
  pixelId: string;
  /** `event_name`. With pixel and event id it identifies the event. */
  name: string;
  /** `event_id`. */
  eventId: string;
  /** Who said it: what server code says beats what a page says. */
  source: 'server' | 'page' | 'sdk';
  /** When Meta stops accepting it, in milliseconds since 1970. */
  expiresAt: number;
  /** The event as JSON, as it is sent. */
  json: string;
  /** Code of Events Manager's test view, with which it is sent instead of with that of the pixel. */
  testEventCode?: string | undefined;
}

/**
 * An event in the outbox.
 *
 * @example
 * const events: StoredEvent[] = await outbox.take('1234567890', 1_000, 30_000);
 */
export interface StoredEvent extends OutboxEvent {
  /** Its id in this outbox. */
  id: string;
  /** When it was stored, in milliseconds since 1970. */
  storedAt: number;
  /** Number of times that it was sent without being confirmed. */
  attempts: number;
  /** When it was first sent, in milliseconds since 1970; undefined for never. */
  firstTriedAt?: number | undefined;
  /** How often Graph refused it by itself, and why the last time; undefined for never. */
  refusals?: number | undefined;
  refusal?: DeadReason | undefined;
}

/**
 * Reason for which an event is a dead letter, or quarantined.
 *
 * @example
 * await outbox.setAside([event.id], { reason: 'Invalid parameter', code: 100, subcode: 2804003 });
 */
export interface DeadReason {
  /** A sentence for a person. */
  reason: string;
  /** Meta's error code, if Meta refused the event. */
  code?: number | undefined;
  /** Meta's error subcode. */
  subcode?: number | undefined;
  /** Meta's trace id (`fbtrace_id`), by which its support finds the request. */
  traceId?: string | undefined;
  /** When it was last sent, in milliseconds since 1970; undefined for never. */
  lastTriedAt?: number | undefined;
}

/**
 * A time during which nothing is sent to a pixel, by any dispatcher on the outbox.
 *
 * @example
 * const pause: Pause = { until: Date.now() + 60_000 };
 */
export interface Pause {
  /** Its end, in milliseconds since 1970. */
  until: number;
  /** The cause, if it lasts until somebody corrects it, such as a token; undefined for a rate limit. */
  reason?: string | undefined;
}

/**
 * Pauses that one dispatcher learnt of from Meta (rate limit, token, permission), for all that send from the same outbox.
 *
 * @example
 * if ((outbox.pauses.get(pixelId)?.until ?? 0) > Date.now()) console.warn(outbox.pauses.get(pixelId)?.reason);
 */
export interface Pauses {
  /** Returns the last known pause of a pixel; its end may have passed. */
  get(pixelId: string): Pause | undefined;
  /** Pauses a pixel or, with undefined, ends its pause. Resolves once other dispatchers see it, or soon will. */
  set(pixelId: string, pause: Pause | undefined): Promise<void>;
}

/**
 * An event that was set aside.
 *
 * @example
 * const describe = ({ name, eventId, reason }: DeadLetter) => `${name} ${eventId}: ${reason}`;
 */
export interface DeadLetter extends StoredEvent, DeadReason {
  /** When it was set aside, in milliseconds since 1970. */
  setAsideAt: number;
}

/**
 * Access to the events that were set aside. Each call rejects with `OutboxError` while the engine cannot be reached.
 *
 * @example
 * const lost = (await twinbeam.deadLetters.list()).filter(({ code }) => code === 100);
 * await twinbeam.deadLetters.replay(lost.map(({ id }) => id));
 */
export interface DeadLetters {
  /** Returns the oldest `limit`, oldest first; without a limit, all. */
  list(limit?: number): Promise<DeadLetter[]>;
  /** Returns one by its id in the outbox; undefined for an unknown id. */
  show(id: string): Promise<DeadLetter | undefined>;
  /** Puts them back into the outbox, due at once; without ids, all. Returns how many. */
  replay(ids?: readonly string[]): Promise<number>;
  /** Removes them; without ids, all. Returns how many. */
  drop(ids?: readonly string[]): Promise<number>;
  /** Returns how many were set aside before a time, in milliseconds since 1970. */
  countBefore(time: number): Promise<number>;
  /** Removes those that were set aside before a time. Returns how many. */
  dropBefore(time: number): Promise<number>;
  /** Adds dead letters of another outbox; those that were added before are left out. */
  add(deadLetters: readonly DeadLetter[]): Promise<void>;
}

/**
 * An event that is pending or quarantined, as a person sees it.
 *
 * @example
 * const [first]: QueuedEvent[] = await outbox.queue.list(1);
 */
export interface QueuedEvent extends StoredEvent {
  lane: Lane;
  /** When it is sent next, in milliseconds since 1970; undefined where the engine alone knows it. */
  dueAt?: number | undefined;
}

/**
 * Access to the pending and the quarantined events, for a person.
 *
 * @example
 * await outbox.queue.replay(); // all that is quarantined, at once
 */
export interface OutboxQueue {
  /** Returns up to `limit` of them, the quarantined first. */
  list(limit: number): Promise<QueuedEvent[]>;
  /** Removes events. One that is being sent at the moment may arrive all the same. Returns how many. */
  drop(ids: readonly string[]): Promise<number>;
  /** Makes events due at once, as if they had never been refused; without ids, all quarantined ones. Returns how many. */
  replay(ids?: readonly string[]): Promise<number>;
}

/**
 * Numbers of events that were removed because of a match key.
 *
 * @example
 * const { pending, deadLetters }: Forgotten = await twinbeam.forget({ email: 'ada@example.com' });
 */
export interface Forgotten {
  pending: number;
  quarantined: number;
  /** Events that waited to be confirmed. */
  held: number;
  deadLetters: number;
}

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
 * An outbox that could not store: it is `full` or `closed`, its engine is unreachable (`unavailable`), or it stays
 * `unusable` until somebody corrects what the message names.
 *
 * @example
 * try {
 *   await req.twinbeam.track('Lead');
 * } catch (error) {
 *   if (!(error instanceof OutboxError && error.code === 'unavailable')) throw error;
 * }
 */
export class OutboxError extends Error {
  override name = 'OutboxError';
  /** The kind of failure, as described above. */
  readonly code: 'full' | 'closed' | 'unavailable' | 'unusable';

  constructor(code: OutboxError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** Creates the error of every call to an outbox that was closed. */
export const createClosedError = (): OutboxError =>
  new OutboxError('closed', 'The outbox is closed: twinbeam.close() was called before this.');
