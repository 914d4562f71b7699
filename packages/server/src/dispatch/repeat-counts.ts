import { dropOldest } from '../base/drop-oldest.js';
import type { StoredEvent } from '../outbox/outbox.js';

/** How often each event was sent again because Meta received fewer events than its request had. */
export interface RepeatCounts {
  /** Returns the count of an event, and increments it. */
  next(event: StoredEvent): number;
  remove(events: readonly StoredEvent[]): void;
}

/**
 * Number of events that are remembered, the newest ones: more than one pixel can send in the seconds until an event is
 * sent again. If an event were forgotten before that, it would be sent again for ever.
 */
const maxCount = 200_000;

export function createRepeatCounts(): RepeatCounts {
  const counts = new Map<string, number>();
  const toKey = ({ name, eventId }: StoredEvent): string => JSON.stringify([name, eventId]);

  return {
    next(event) {
      const key = toKey(event);
      const count = counts.get(key) ?? 0;
      counts.delete(key);
      counts.set(key, count + 1);
      dropOldest(counts, maxCount);
      return count;
    },
    remove(events) {
      if (counts.size > 0) for (const event of events) counts.delete(toKey(event));
    },
  };
}
