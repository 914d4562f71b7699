import type { DueWaiters } from '../due-waiters.js';
import { isSaidAlready, selectLane, toQueueName } from '../lanes.js';
import { OutboxError, type OutboxEvent, type PutResult } from '../outbox.js';
import type { PendingEvents } from './pending-events.js';
import type { SentKeys } from './sent-keys.js';

export interface MemoryPutOptions {
  pending: PendingEvents;
  sent: SentKeys;
  waiters: DueWaiters;
  maxPending: number;
  createId: () => string;
  now: () => number;
}

export const createMemoryPut =
  ({ pending, sent, waiters, maxPending, createId, now }: MemoryPutOptions) =>
  (events: readonly OutboxEvent[]): PutResult[] => {
    if (pending.size() + events.length > maxPending) {
      throw new OutboxError('full', `The outbox is full: ${maxPending} events are pending. Is Meta unreachable?`);
    }
    const results = events.map((event): PutResult => {
      const twin = pending.find(event);
      if ((twin && isSaidAlready(event, twin)) || sent.has(event)) return 'duplicate';
      if (twin) pending.remove(twin.id);
      const { pixelId, name, eventId, source = 'page', expiresAt, json, testEventCode } = event;
      const id = createId();
      const stored = { id, pixelId, name, eventId, source, expiresAt, json, storedAt: now(), attempts: 0 };
      pending.add({ ...stored, ...(testEventCode !== undefined && { testEventCode }) });
      return 'accepted';
    });
    waiters.wake(events.map((event) => toQueueName(event.pixelId, selectLane(event))));
    return results;
  };
