import type { DeadLetter, FailureReason, StoredEvent } from './outbox.js';

/** Returns the dead letter of an event that is set aside. If it was sent only once, the first attempt was the last. */
export function toDeadLetter(event: StoredEvent, reason: FailureReason, setAsideAt: number): DeadLetter {
  const firstTriedAt = event.firstTriedAt ?? reason.lastTriedAt;
  return { ...event, ...reason, setAsideAt, ...(firstTriedAt !== undefined && { firstTriedAt }) };
}
