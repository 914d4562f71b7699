import type { LeasedEvents } from './leases.js';
import { type QueueKey, type QueueTable, toRowId } from './schema.js';

/**
 * Finds the first row of a queue that is not leased; undefined when there is none. Leased rows are at the beginning of
 * the queue; only their keys are read.
 */
export function findUnleased(table: QueueTable, name: string, leased: Pick<LeasedEvents, 'has'>): QueueKey | undefined {
  for (const key of table.getKeys({ start: [name, 0, 0, 0] })) {
    if (key[0] !== name) return undefined;
    if (!leased.has(toRowId(key))) return key;
  }
  return undefined;
}
