import { statfsSync } from 'node:fs';
import { OutboxError } from '../outbox.js';
import type { Tables } from './layout.js';

/** How many rows a table has, without a walk through them. */
export const countOf = (table: { getStats(): object }): number =>
  (table.getStats() as { entryCount: number }).entryCount;

const lookMs = 50;
const readersMs = 60_000;

/**
 * Refuses events for which there is no room: too many wait, or the disk is nearly full. A write that fails for want of
 * room would leave none for taking events out, either; and lmdb may not survive it. Looked at now and then: neither
 * bound is an exact one.
 */
export function createRoomCheck(
  { root, queue }: Tables,
  path: string,
  maxPending: number,
  reserveBytes: number,
): (events: number) => void {
  let lookedAt = Number.NEGATIVE_INFINITY;
  let readersAt = performance.now();
  let pending = 0;
  let free = 0;

  return (events) => {
    const time = performance.now();
    if (time - lookedAt > lookMs) {
      lookedAt = time;
      pending = countOf(queue);
      const disk = statfsSync(path);
      free = disk.bavail * disk.bsize;
    }
    if (time - readersAt > readersMs) {
      readersAt = time;
      // A process that was killed while it read would keep the file from being used again.
      root.readerCheck();
    }
    if (pending + events > maxPending) {
      throw new OutboxError('full', `The outbox is full: ${maxPending} events wait at ${path}. Is Meta out of reach?`);
    }
    if (free < reserveBytes) {
      throw new OutboxError(
        'full',
        `The outbox takes nothing more: the disk of ${path} has ${free} bytes left, fewer than the ${reserveBytes} that it keeps free. What was accepted before is kept, and sent.`,
      );
    }
  };
}
