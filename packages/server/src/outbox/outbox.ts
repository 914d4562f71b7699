import type { DeadLetters } from './dead-letter.js';
import type { HeldEvents } from './held-events.js';
import type { Lane } from './lanes.js';
import type { OutboxError } from './outbox-error.js';
import type { FailureReason, OutboxEvent, PutResult, StoredEvent } from './outbox-event.js';
import type { OutboxQueue } from './outbox-queue.js';
import type { Forgotten, OutboxStats } from './outbox-stats.js';
import type { Pauses } from './pauses.js';
import type { Withdrawals } from './withdrawals.js';

export type { DeadLetter, DeadLetters } from './dead-letter.js';
export { createClosedError, createSilenceError, OutboxError, toOutboxError } from './outbox-error.js';
export type { EventSource, FailureReason, OutboxEvent, PutResult, StoredEvent } from './outbox-event.js';
export type { OutboxQueue, QueuedEvent } from './outbox-queue.js';
export type { Forgotten, OutboxStats } from './outbox-stats.js';
export type { Pause, Pauses } from './pauses.js';
export type { Withdrawal, Withdrawals } from './withdrawals.js';

/**
 * Store of the events that were accepted and that Meta has not yet confirmed. An engine implements this interface,
 * which is all that is used of it, and passes the tests of `@twinbeam/server/outbox-contract`. A lease that runs out
 * makes its events available again, so that recovery from a crash needs no code of its own.
 *
 * @example
 * const outbox: Outbox = createLmdbOutbox({ path: './.twinbeam' });
 * createTwinbeam({ outbox });
 */
export interface Outbox {
  /** Whether a stored event survives the end of the process. If not, `twinbeam.close()` first sends what it can. */
  durable: boolean;
  /**
   * Resolves once events of these pixels can be stored, and leased for this long. Rejects with `OutboxError` when they
   * cannot; an engine that is unreachable is tried again automatically.
   */
  ready(use?: OutboxUse): Promise<void>;
  /**
   * Stores events; durable when it resolves. An event is a duplicate of one that is pending or was sent lately, with
   * one exception: an event of server code is accepted beside one of a page or SDK, and replaces it while that is
   * pending. An event that comes from another outbox (a `StoredEvent`) is a duplicate if it was moved here before.
   * Rejects with `OutboxError`, code `full`, before anything is stored when not all events fit; after any other error
   * some may have been stored, and are duplicates when they are put again.
   */
  put(events: readonly (OutboxEvent | StoredEvent)[]): Promise<PutResult[]>;
  /**
   * Resolves when the outbox can store an event of a page, without storing one. Rejects with the `OutboxError` that `put`
   * would reject with: code `full` when the event would not fit.
   */
  checkWritable(): Promise<void>;
  /**
   * Leases up to `max` due events of a pixel's lane for `leaseMs` milliseconds: nobody else can take them until the
   * lease expires. The oldest go first. Once the oldest has waited for a minute, seven eighths are the newest and one
   * eighth the oldest, if the engine supports that.
   */
  take(pixelId: string, max: number, leaseMs: number, options?: TakeOptions): Promise<StoredEvent[]>;
  /** Renews the lease of events, until `leaseMs` from now. Returns the ids whose lease had not expired. */
  extend(ids: readonly string[], leaseMs: number): Promise<string[]>;
  /**
   * Removes events that Meta has received. With `moved`, another outbox has them, and they are not recorded as sent.
   */
  confirm(ids: readonly string[], options?: { moved?: boolean }): Promise<void>;
  /**
   * Ends the lease of events. They are due again at `until`, in milliseconds since 1970, with one more attempt. Events
   * whose lease has expired stay as they are.
   */
  postpone(ids: readonly string[], until: number, options?: PostponeOptions): Promise<void>;
  /**
   * Makes events dead letters; the same events may be put again. Events whose lease has expired stay as they are. This
   * works on a full outbox too, and removes no other dead letter.
   */
  setAside(ids: readonly string[], reason: FailureReason): Promise<void>;
  /**
   * Resolves when `take` may find an event in a pixel's lane (default `page`), whichever process put it there, or when
   * the signal is aborted. It may resolve early. Rejects with `OutboxError`.
   */
  waitForDue(pixelId: string, signal: AbortSignal, lane?: Lane): Promise<void>;
  /** The pauses of pixels, shared by all dispatchers of the outbox. */
  pauses: Pauses;
  /** The visitors who have withdrawn consent, shared by all dispatchers of the outbox. */
  withdrawals: Withdrawals;
  /** Returns the pixels that have pending events. Quarantined events do not count. */
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
  /** The events of orders that wait for their payment. */
  held: HeldEvents;
  /** The pending and quarantined events, to list, drop and replay by hand. */
  queue: OutboxQueue;
  /**
   * Removes the pending, quarantined and held events and the dead letters that have one of these match keys, which are
   * hashed as in the events. An event that is being sent at the moment may still arrive. A copy that is put again is
   * still a duplicate.
   */
  forget(matchKeys: readonly string[]): Promise<Forgotten>;
  /**
   * Calls the listener with the reason when the engine becomes unreachable, and with undefined when it is reachable
   * again. An engine within the process never calls it. Returns a function that removes the listener.
   */
  onStateChange(listener: (problem: OutboxError | undefined) => void): () => void;
  /** Closes the outbox. Later calls reject with `OutboxError`, code `closed`. */
  close(): Promise<void>;
}

/**
 * How a process uses an outbox: the pixels that it sends for, and how long it leases their events.
 *
 * @example
 * await outbox.ready({ pixelIds: ['1234567890'], leaseMs: 30_000 });
 */
export interface OutboxUse {
  /** Ids of the pixels that this process sends for. */
  pixelIds: readonly string[];
  /** Length of a lease, in milliseconds. */
  leaseMs: number;
}

/**
 * Which events `take` leases.
 *
 * @example
 * await outbox.take('1', 100, 30_000, { lane: 'server' });
 */
export interface TakeOptions {
  /** The lane to take from. Default: `page`. */
  lane?: Lane;
  /** Total length of the events' JSON, in characters. A longer event is taken alone. Default: no limit. */
  maxLength?: number;
}

/**
 * What becomes of events whose lease is ended.
 *
 * @example
 * await outbox.postpone([event.id], Date.now() + 60_000, { lane: 'quarantine', refusal: { reason: 'refused' } });
 */
export interface PostponeOptions {
  /** Whether the attempt is not counted. */
  untried?: boolean;
  /** The lane of their pixel that they move to. Default: they stay in theirs. */
  lane?: Lane;
  /** Why Graph refused them. It counts as one more refusal. */
  refusal?: FailureReason;
}
