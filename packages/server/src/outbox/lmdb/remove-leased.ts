import type { StoredEvent } from '../outbox.js';
import { parseStoredEvent, type QueueKey, selectTable } from './schema.js';
import type { LmdbStore } from './store.js';

export interface RemovedEvent {
  key: QueueKey;
  event: StoredEvent;
  fingerprint: string;
}

/**
 * Within a transaction: ends the lease of an event and removes it from the queue. Returns undefined if the lease had
 * expired; then the event stays.
 */
export function removeLeased({ tables, leases }: LmdbStore, id: string): RemovedEvent | undefined {
  const released = leases.release(id);
  if (!released || released.isExpired) return undefined;
  const { key, fingerprint } = released.event;
  const table = selectTable(tables, key);
  const row = table.get(key);
  const event = parseStoredEvent(key, row);
  if (!event) return undefined;
  void table.remove(key);
  return { key, event, fingerprint };
}
