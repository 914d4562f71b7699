import { isDuplicate } from '../lanes.js';
import type { OutboxEvent, PutResult } from '../outbox.js';
import type { PendingEvents } from './pending-events.js';
import type { SentKeys } from './sent-keys.js';

export interface MemoryPutOptions {
  pending: PendingEvents;
  sent: SentKeys;
  createId: () => string;
  now: () => number;
  /** Wakes the callers that wait for the queues of these events. */
  wakeFor(events: readonly OutboxEvent[]): void;
}

/** Creates the function that stores events, regardless of the bounds. */
export const createMemoryPut =
  ({ pending, sent, createId, now, wakeFor }: MemoryPutOptions) =>
  (events: readonly OutboxEvent[]): PutResult[] => {
    const results = events.map((event): PutResult => {
      const twin = pending.find(event);
      if ((twin && isDuplicate(event, twin)) || sent.has(event)) return 'duplicate';
      if (twin) pending.remove(twin.id);
      const { pixelId, name, eventId, source = 'page', expiresAt, json, testEventCode } = event;
      const id = createId();
      const stored = { id, pixelId, name, eventId, source, expiresAt, json, storedAt: now(), attempts: 0 };
      pending.add({ ...stored, ...(testEventCode !== undefined && { testEventCode }) });
      return 'accepted';
    });
    wakeFor(events);
    return results;
  };
