import type { FailureReason, StoredEvent } from './outbox-event.js';

/**
 * An event that was set aside.
 *
 * @example
 * const describe = ({ name, eventId, reason }: DeadLetter) => `${name} ${eventId}: ${reason}`;
 */
export interface DeadLetter extends StoredEvent, FailureReason {
  /** When the event was set aside, in milliseconds since 1970. */
  setAsideAt: number;
}

/**
 * Access to the events that were set aside. Calls reject with `OutboxError` while the engine is unreachable.
 *
 * @example
 * const lost = (await twinbeam.deadLetters.list()).filter(({ code }) => code === 100);
 * await twinbeam.deadLetters.replay(lost.map(({ id }) => id));
 */
export interface DeadLetters {
  /** Returns the oldest `limit` dead letters, oldest first; without a limit, all. */
  list(limit?: number): Promise<DeadLetter[]>;
  /** Returns a dead letter by its id in the outbox; undefined for an unknown id. */
  show(id: string): Promise<DeadLetter | undefined>;
  /** Puts dead letters back into the outbox, due at once, and returns how many. Without ids: all. */
  replay(ids?: readonly string[]): Promise<number>;
  /** Removes the dead letters with these ids, and returns how many. Rejects with `TypeError` without a list. */
  drop(ids: readonly string[]): Promise<number>;
  /** Removes all dead letters, and returns how many. */
  dropAll(): Promise<number>;
  /** Returns how many dead letters were set aside before a time, in milliseconds since 1970. */
  countBefore(time: number): Promise<number>;
  /** Removes the dead letters that were set aside before a time, and returns how many. */
  dropBefore(time: number): Promise<number>;
  /** Adds dead letters of another outbox, except those that were added before. */
  add(deadLetters: readonly DeadLetter[]): Promise<void>;
}
