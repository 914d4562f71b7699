import { resolve } from 'node:path';
import type { OutboxStats } from '../outbox.js';
import { readUsage } from './disk-space.js';
import { countRows, parseStoredEvent, type Tables } from './schema.js';
import type { LmdbStore } from './store.js';

export async function readStats({ tables, path, checkOpen, clock }: LmdbStore): Promise<OutboxStats> {
  checkOpen();
  // Other processes may have written since this process began to read.
  tables.root.resetReadTxn();
  let oldest: number | undefined;
  // Later events of a lane were stored later than the first, or postponed.
  for (const { storedAt } of readFirstOfLanes(tables)) {
    oldest = Math.min(oldest ?? Number.POSITIVE_INFINITY, clock.toSystem(storedAt));
  }
  const counts = { pending: countRows(tables.queue), quarantined: countRows(tables.quarantine), oldest };
  const held = countRows(tables.held);
  const deadLetters = countRows(tables.deadLetters);
  const { bytes } = readUsage(tables);
  return { ...counts, held, deadLetters, bytes, engine: { name: 'lmdb', path: resolve(path) } };
}

export async function readPixels({ tables, checkOpen }: LmdbStore): Promise<string[]> {
  checkOpen();
  tables.root.resetReadTxn();
  return [...new Set(Array.from(readFirstOfLanes(tables), ({ pixelId }) => pixelId))];
}

function* readFirstOfLanes({ queue }: Tables) {
  for (let [first] = queue.getRange({ limit: 1 }); first; ) {
    const event = parseStoredEvent(first.key, first.value);
    if (event) yield event;
    [first] = queue.getRange({ start: [first.key[0], Number.MAX_VALUE, 0, 0], limit: 1 });
  }
}
