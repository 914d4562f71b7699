import type { Lane } from './lanes.js';
import type { StoredEvent } from './outbox-event.js';

/**
 * An event that is pending or quarantined, as a person sees it.
 *
 * @example
 * const [first]: QueuedEvent[] = await outbox.queue.list(1);
 */
export interface QueuedEvent extends StoredEvent {
  /** The queue of its pixel that it is in. */
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
