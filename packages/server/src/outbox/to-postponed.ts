import type { PostponeOptions, StoredEvent } from './outbox.js';

/** Returns an event that is given back, with one more attempt, and the reason if Graph refused it. */
export function toPostponed(event: StoredEvent, { untried, refusal }: PostponeOptions, now: number): StoredEvent {
  return {
    ...event,
    ...(!untried && { attempts: event.attempts + 1, firstTriedAt: event.firstTriedAt ?? now }),
    ...(refusal && { refusals: (event.refusals ?? 0) + 1, refusal }),
  };
}
