import { toQueueName } from '../lanes.js';
import type { Outbox } from '../outbox.js';
import { waitUntilDue } from '../wait-until-due.js';
import { type QueueKey, selectTable, toEventId } from './schema.js';
import type { LmdbStore } from './store.js';

/** Other processes put into the same store, which nothing announces. */
const pollMs = 250;

export function createWaitForDue(store: LmdbStore): Outbox['waitForDue'] {
  const { waiters, now } = store;
  const source = { waiters, now, pollMs, nextDue: (name: string) => readNextDue(store, name) };
  return (pixelId, signal, lane = 'page') => waitUntilDue(source, toQueueName(pixelId, lane), signal);
}

function readNextDue({ tables, leases, checkOpen }: LmdbStore, name: string): number | undefined {
  checkOpen();
  const leased = leases.findLeased(name);
  const start: QueueKey = [name, 0, 0, 0];
  // A lease has one time for all of its events.
  const leaseEnd = Math.min(...new Set(leased.values()));
  for (const key of selectTable(tables, start).getKeys({ start })) {
    if (key[0] !== name) break;
    if (!leased.has(toEventId(key))) return Math.min(key[1], leaseEnd);
  }
  return Number.isFinite(leaseEnd) ? leaseEnd : undefined;
}
