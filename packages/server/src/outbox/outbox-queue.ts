import type { Lane } from './lanes.js';
import type { StoredEvent } from './outbox-event.js';

/**
 * A pending or quarantined event, as it is listed.
 *
 * @example
 * const [first]: QueuedEvent[] = await outbox.queue.list(1);
 */
export interface QueuedEvent extends StoredEvent {
  /** The lane of its pixel that it is in. */
  lane: Lane;
  /** When it is due, in milliseconds since 1970; undefined where only the engine knows. */
  dueAt?: number | undefined;
}

/**
 * Access to the pending and quarantined events, for a command line or an inspector.
 *
 * @example
 * await outbox.queue.replay(); // all that is quarantined, at once
 */
export interface OutboxQueue {
  /** Returns up to `limit` events, the quarantined ones first. */
  list(limit: number): Promise<QueuedEvent[]>;
  /** Removes events and returns how many. An event that is being sent at the moment may still arrive. */
  drop(ids: readonly string[]): Promise<number>;
  /**
   * Makes events due at once, as if they had never been refused, and returns how many. Without ids: all quarantined
   * events.
   */
  replay(ids?: readonly string[]): Promise<number>;
}
