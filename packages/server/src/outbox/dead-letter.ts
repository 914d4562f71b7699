import type { FailureReason, StoredEvent } from './outbox-event.js';

/**
 * An event that was set aside.
 *
 * @example
 * const describe = ({ name, eventId, reason }: DeadLetter) => `${name} ${eventId}: ${reason}`;
 */
export interface DeadLetter extends StoredEvent, FailureReason {
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
  /** Removes those with these ids. Returns how many. */
  drop(ids: readonly string[]): Promise<number>;
  /** Removes all. Returns how many. */
  dropAll(): Promise<number>;
  /** Returns how many were set aside before a time, in milliseconds since 1970. */
  countBefore(time: number): Promise<number>;
  /** Removes those that were set aside before a time. Returns how many. */
  dropBefore(time: number): Promise<number>;
  /** Adds dead letters of another outbox; those that were added before are left out. */
  add(deadLetters: readonly DeadLetter[]): Promise<void>;
}
