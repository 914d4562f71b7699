import { createFullError, findExceededBound, type OutboxBounds, type OutboxUsage } from '../bounds.js';
import type { DueWaiters } from '../due-waiters.js';
import { isDuplicate, selectQueueName } from '../lanes.js';
import type { OutboxEvent, PutResult } from '../outbox.js';
import type { PendingEvents } from './pending-events.js';
import type { SentKeys } from './sent-keys.js';

export interface MemoryPutOptions {
  pending: PendingEvents;
  sent: SentKeys;
  waiters: DueWaiters;
  bounds: OutboxBounds;
  readUsage(): OutboxUsage;
  createId: () => string;
  now: () => number;
}

export const createMemoryPut =
  ({ pending, sent, waiters, bounds, readUsage, createId, now }: MemoryPutOptions) =>
  (events: readonly OutboxEvent[]): PutResult[] => {
    const exceeded = findExceededBound(bounds, readUsage(), events);
    if (exceeded) throw createFullError(exceeded, bounds, readUsage(), '');
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
    waiters.wake(events.map(selectQueueName));
    return results;
  };
