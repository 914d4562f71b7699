import type { Outbox } from '../outbox.js';
import { waitUntilDue } from '../wait-until-due.js';
import { toEventId } from './schema.js';
import type { LmdbStore } from './store.js';

/** Other processes put into the same store, which nothing announces. */
const pollMs = 250;

export function createWaitForDue(store: LmdbStore): Outbox['waitForDue'] {
  const { waiters, now } = store;
  const source = { waiters, now, pollMs, nextDue: (pixelId: string) => readNextDue(store, pixelId) };
  return (pixelId, signal) => waitUntilDue(source, pixelId, signal);
}

function readNextDue({ tables, leases, checkOpen }: LmdbStore, pixelId: string): number | undefined {
  checkOpen();
  const leased = leases.findLeased(pixelId);
  // A lease has one time for all of its events.
  const leaseEnd = Math.min(...new Set(leased.values()));
  for (const key of tables.queue.getKeys({ start: [pixelId, 0, 0, 0] })) {
    if (key[0] !== pixelId) break;
    if (!leased.has(toEventId(key))) return Math.min(key[1], leaseEnd);
  }
  return Number.isFinite(leaseEnd) ? leaseEnd : undefined;
}
