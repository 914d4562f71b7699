import { statfsSync } from 'node:fs';
import { OutboxError } from '../outbox.js';
import { countRows, type Tables } from './schema.js';

/** The bounds of a store. */
export interface DiskSpaceBounds {
  /** Events that may be pending. */
  maxPending: number;
  /** Bytes that stay free on the disk. */
  reserveBytes: number;
}

const readMs = 50;
const readerCheckMs = 60_000;

/**
 * Creates a check that throws `OutboxError` when too many events are pending, or the disk is nearly full: a write that
 * fails for lack of space would leave none for removing events either, and lmdb may not survive it. Both are read now
 * and then, so neither bound is exact.
 */
export function createDiskSpaceCheck(
  { root, queue }: Tables,
  path: string,
  { maxPending, reserveBytes }: DiskSpaceBounds,
): (events: number) => void {
  let readAt = Number.NEGATIVE_INFINITY;
  let readersCheckedAt = performance.now();
  let pending = 0;
  let freeBytes = 0;

  return (events) => {
    const time = performance.now();
    if (time - readAt > readMs) {
      readAt = time;
      pending = countRows(queue);
      freeBytes = readFreeBytes(path);
    }
    if (time - readersCheckedAt > readerCheckMs) {
      readersCheckedAt = time;
      // A process that was killed while it read would keep the file from being used again.
      root.readerCheck();
    }
    if (pending + events > maxPending) {
      throw new OutboxError(
        'full',
        `The outbox is full: ${maxPending} events are pending at ${path}. Is Meta unreachable?`,
      );
    }
    if (freeBytes < reserveBytes) {
      throw new OutboxError(
        'full',
        `The outbox accepts nothing more: the disk of ${path} has ${freeBytes} bytes left, fewer than the ${reserveBytes} that it keeps free. Events that were accepted before are kept, and sent.`,
      );
    }
  };
}

function readFreeBytes(path: string): number {
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  } catch (error) {
    throw new OutboxError('unavailable', `The folder of the outbox, ${path}, is missing: ${(error as Error).message}.`);
  }
}
