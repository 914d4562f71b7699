import type { DeadLetter, FailureReason, StoredEvent } from './outbox.js';

/** Returns the dead letter of an event that is set aside. An event without an earlier attempt had its first with the last. */
export function toDeadLetter(event: StoredEvent, reason: FailureReason, setAsideAt: number): DeadLetter {
  const firstTriedAt = event.firstTriedAt ?? reason.lastTriedAt;
  return { ...event, ...reason, setAsideAt, ...(firstTriedAt !== undefined && { firstTriedAt }) };
}
