import type { DeadLetters } from './dead-letter.js';
import type { HeldEvents } from './held-events.js';
import type { Lane } from './lanes.js';
import type { OutboxError } from './outbox-error.js';
import type { FailureReason, OutboxEvent, PutResult, StoredEvent } from './outbox-event.js';
import type { OutboxQueue } from './outbox-queue.js';
import type { Forgotten, OutboxStats } from './outbox-stats.js';
import type { Pauses } from './pauses.js';

export type { DeadLetter, DeadLetters } from './dead-letter.js';
export { createClosedError, createSilenceError, OutboxError, toOutboxError } from './outbox-error.js';
export type { FailureReason, OutboxEvent, PutResult, StoredEvent } from './outbox-event.js';
export type { OutboxQueue, QueuedEvent } from './outbox-queue.js';
export type { Forgotten, OutboxStats } from './outbox-stats.js';
export type { Pause, Pauses } from './pauses.js';

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
   * Stores events; durable when it resolves. An event is a duplicate of one that is pending or was sent lately, with one
   * exception: an event of server code is accepted beside one of a page or SDK, and replaces it while that is pending. An
   * event that another outbox had (a `StoredEvent`) is a duplicate if it was moved here before. Rejects with `OutboxError`,
   * code `full`, before anything is stored when not all events fit; after another error some may be stored nevertheless, and
   * are duplicates when they are put again.
   */
  put(events: readonly (OutboxEvent | StoredEvent)[]): Promise<PutResult[]>;
  /**
   * Resolves when the outbox can store an event of a page, without storing one. Rejects with the `OutboxError` that `put`
   * would reject with: code `full` when the event would not fit.
   */
  checkWritable(): Promise<void>;
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
  setAside(ids: readonly string[], reason: FailureReason): Promise<void>;
  /**
   * Resolves when `take` may have something of a lane of a pixel (default `page`), whichever process put it, or when the
   * signal is aborted. It may resolve early. Rejects with `OutboxError`.
   */
  waitForDue(pixelId: string, signal: AbortSignal, lane?: Lane): Promise<void>;
  /** The pauses of pixels, for all that send from the outbox. */
  pauses: Pauses;
  /** Returns the pixels that have pending events, quarantined ones not counted. */
  pixels(): Promise<string[]>;
  /**
   * Returns the ids of the stores that the outbox uses, one or several. Two outboxes use the same store if they have an id in
   * common; their URLs need not show that. It stores nothing.
   */
  storeIds(): Promise<string[]>;
  /** Returns how much is stored. Rejects with `OutboxError` while the engine cannot be reached. */
  stats(): Promise<OutboxStats>;
  /** The events that were set aside. */
  deadLetters: DeadLetters;
  /** The events that wait to be confirmed. */
  held: HeldEvents;
  /** The pending and quarantined events, for a person. */
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
  /** Ids of the pixels that this process sends for. */
  pixelIds: readonly string[];
  /** Lease of the events that are being sent, in milliseconds. */
  leaseMs: number;
}

/**
 * Choice of the events that are taken.
 *
 * @example
 * await outbox.take('1', 100, 30_000, { lane: 'server' });
 */
export interface TakeOptions {
  /** The lane to take from. Default: `page`. */
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
  refusal?: FailureReason;
}
