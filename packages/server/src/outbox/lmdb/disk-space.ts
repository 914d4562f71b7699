import { statfsSync } from 'node:fs';
import {
  createFullError,
  type ExceededBound,
  findExceededBound,
  findReachedBound,
  type OutboxBounds,
  type OutboxUsage,
  toAddedUsage,
} from '../bounds.js';
import { OutboxError, type OutboxEvent } from '../outbox.js';
import { createOpenFile } from './open-file.js';
import { countRows, readTableBytes, type Tables } from './schema.js';

/** The bounds of a store. */
export interface DiskSpaceBounds extends OutboxBounds {
  /** Bytes that stay free on the disk. */
  reserveBytes: number;
}

/** The space that events may take. */
export interface DiskSpace {
  /** Counts events that are about to be written, until `finishWrite`. Throws `OutboxError` when not all of them fit. */
  reserve(events: readonly OutboxEvent[]): OutboxUsage;
  /** Notes that what was reserved is written, or that this failed. */
  finishWrite(reserved: OutboxUsage): void;
  /** Throws `OutboxError` when an event of a page would not fit. */
  check(): void;
}

/** Age of a reading, in milliseconds, at which the next put reads again. */
const readMs = 50;
/** Interval at which readers that no longer run are removed, in milliseconds. */
const readerCheckMs = 60_000;

/**
 * Creates the count of a store's space. A write that fails for lack of space would leave none for removing events either,
 * and lmdb may not survive it. The tables are read now and then; what this process puts meanwhile is counted by itself.
 */
export function createDiskSpace(tables: Tables, path: string, bounds: DiskSpaceBounds): DiskSpace {
  const file = createOpenFile(path);
  let readAt = Number.NEGATIVE_INFINITY;
  let readersCheckedAt = performance.now();
  let freeBytes = 0;
  /** The stored events: those of the last reading, and those that were put since. */
  const used: Required<OutboxUsage> = { events: 0, bytes: 0, deadLetterBytes: 0 };
  /** The part of it that is not on disk yet. */
  const unwritten: OutboxUsage = { events: 0, bytes: 0 };

  const read = (): void => {
    // Else the snapshot of an earlier read may be read again.
    tables.root.resetReadTxn();
    const { events, bytes, deadLetterBytes = 0 } = readUsage(tables);
    Object.assign(used, { events: events + unwritten.events, bytes: bytes + unwritten.bytes, deadLetterBytes });
    freeBytes = readFreeBytes(path);
    file.checkPresent();
    // Not before: what fails is read again by the next put.
    readAt = performance.now();
  };

  const refuseIfFull = (findBound: () => ExceededBound | undefined): void => {
    const time = performance.now();
    if (time - readAt > readMs) read();
    if (time - readersCheckedAt > readerCheckMs) {
      readersCheckedAt = time;
      // A process that was killed while it read would keep the file from being used again.
      tables.root.readerCheck();
    }
    if (freeBytes >= bounds.reserveBytes && !findBound()) return;
    // Events may have been removed since.
    read();
    const exceeded = findBound();
    if (exceeded) throw createFullError(exceeded, bounds, used, ` at ${path}`);
    if (freeBytes < bounds.reserveBytes) throw createReserveError(path, freeBytes, bounds.reserveBytes);
  };

  return {
    reserve(events) {
      const usage = toAddedUsage(events);
      refuseIfFull(() => findExceededBound(bounds, used, events, usage));
      used.events += usage.events;
      used.bytes += usage.bytes;
      unwritten.events += usage.events;
      unwritten.bytes += usage.bytes;
      return usage;
    },
    finishWrite({ events, bytes }) {
      unwritten.events -= events;
      unwritten.bytes -= bytes;
    },
    check: () => refuseIfFull(() => findReachedBound(bounds, used)),
  };
}

/** Reads how much of the file the tables use: what was removed is used again, the file never shrinks. */
export function readUsage({ queue, quarantine, held, deadLetters }: Tables): OutboxUsage {
  const deadLetterBytes = readTableBytes(deadLetters);
  return {
    events: countRows(queue) + countRows(quarantine) + countRows(held),
    bytes: readTableBytes(queue) + readTableBytes(quarantine) + readTableBytes(held) + deadLetterBytes,
    deadLetterBytes,
  };
}

const createReserveError = (path: string, freeBytes: number, reserveBytes: number): OutboxError =>
  new OutboxError(
    'full',
    `The outbox accepts nothing more: the disk of ${path} has ${freeBytes} bytes left, fewer than the ${reserveBytes} that it keeps free. Events that were accepted before are kept, and sent.`,
  );

function readFreeBytes(path: string): number {
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  } catch (error) {
    throw new OutboxError('unavailable', `The folder of the outbox, ${path}, is missing: ${(error as Error).message}.`);
  }
}
