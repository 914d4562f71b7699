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
  /** Bytes that must stay free on the disk. */
  reserveBytes: number;
}

/** The space that is left for events. */
export interface DiskSpace {
  /**
   * Reserves space for events that are about to be written, until `finishWrite`. Throws `OutboxError` when not all of
   * them fit.
   */
  reserve(events: readonly OutboxEvent[]): OutboxUsage;
  /** Ends a reservation: the events were written, or writing them failed. */
  finishWrite(reserved: OutboxUsage): void;
  /** Throws `OutboxError` when an event of a page would not fit. */
  check(): void;
}

/** Age at which a reading is renewed, in milliseconds. */
const readMs = 50;
/** Interval at which the entries of dead processes are removed from LMDB's list of readers, in milliseconds. */
const readerCheckMs = 60_000;

/**
 * Keeps count of the space of a store. A write that fails for lack of space would leave no space for removing events
 * either, and lmdb may not survive it. The sizes of the tables are read now and then; in between, this process adds
 * what it puts.
 */
export function createDiskSpace(tables: Tables, path: string, bounds: DiskSpaceBounds): DiskSpace {
  const file = createOpenFile(path);
  let readAt = Number.NEGATIVE_INFINITY;
  let readersCheckedAt = performance.now();
  let freeBytes = 0;
  /** The usage of the last reading and of the events that were put since. */
  const used: Required<OutboxUsage> = { events: 0, bytes: 0, deadLetterBytes: 0 };
  /** The part of the usage that is not on disk yet. */
  const unwritten: OutboxUsage = { events: 0, bytes: 0 };

  const read = (): void => {
    // Otherwise an older snapshot may be read again.
    tables.root.resetReadTxn();
    const { events, bytes, deadLetterBytes = 0 } = readUsage(tables);
    Object.assign(used, { events: events + unwritten.events, bytes: bytes + unwritten.bytes, deadLetterBytes });
    freeBytes = readFreeBytes(path);
    file.checkPresent();
    // Set last: after a failure the next call reads again.
    readAt = performance.now();
  };

  const refuseIfFull = (findBound: () => ExceededBound | undefined): void => {
    const time = performance.now();
    if (time - readAt > readMs) read();
    if (time - readersCheckedAt > readerCheckMs) {
      readersCheckedAt = time;
      // The entry of a process that was killed while reading would keep LMDB from reusing pages of the file.
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

/** Reads how much of the file the tables use. The file itself never shrinks: space of removed rows is used again. */
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
