import { statfsSync } from 'node:fs';
import { OutboxError } from '../outbox.js';
import { countOf, type Tables } from './layout.js';

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
      free = freeBytes(path);
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

function freeBytes(path: string): number {
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  } catch (error) {
    throw new OutboxError('unavailable', `The outbox at ${path} is gone: ${(error as Error).message}.`);
  }
}
