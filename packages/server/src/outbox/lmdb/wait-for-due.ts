import { toQueueName } from '../lanes.js';
import type { Outbox } from '../outbox.js';
import { waitUntilDue } from '../wait-until-due.js';
import { findUnleased } from './find-unleased.js';
import { selectTable } from './schema.js';
import type { LmdbStore } from './store.js';

/** Interval of looking for events of other processes, which do not notify this one. */
const pollMs = 250;

export function createWaitForDue(store: LmdbStore): Outbox['waitForDue'] {
  const { waiters, now } = store;
  const source = { waiters, now, pollMs, nextDue: (name: string) => readNextDue(store, name) };
  return (pixelId, signal, lane = 'page') => waitUntilDue(source, toQueueName(pixelId, lane), signal);
}

function readNextDue({ tables, leases, checkOpen }: LmdbStore, name: string): number | undefined {
  checkOpen();
  const leased = leases.findLeased(name);
  const next = findUnleased(selectTable(tables, [name, 0, 0, 0]), name, leased);
  if (next) return Math.min(next[1], leased.until);
  return Number.isFinite(leased.until) ? leased.until : undefined;
}
