import { OutboxError } from '../outbox.js';
import { toWriteError } from './errors.js';
import { probeKey } from './schema.js';
import type { LmdbStore } from './store.js';

/** The writes of a store, and whether the last one reached the disk. */
export interface DiskWrites {
  /** Resolves when all writes are on disk. Rejects when one fails, or after a time limit. */
  waitFor(writes: readonly Promise<void>[]): Promise<void>;
  /** After a write has failed: writes a row to find out whether the disk can be written again. Rejects with `OutboxError`. */
  probe(): Promise<void>;
}

/** Time limit, longer than any disk takes: then another process holds the store, stopped in the middle of a write. */
const timeoutMs = 10_000;

export function createDiskWrites(store: LmdbStore): DiskWrites {
  let hasFailed = false;
  const waitFor = async (writes: readonly Promise<void>[]): Promise<void> => {
    if (writes.length === 0) return;
    try {
      await waitForDisk(writes, store.path);
      hasFailed = false;
    } catch (error) {
      hasFailed = true;
      throw error;
    }
  };
  return {
    waitFor,
    probe: async () => (hasFailed ? waitFor([writeProbe(store)]) : undefined),
  };
}

async function writeProbe({ tables, now, path }: LmdbStore): Promise<void> {
  try {
    await tables.meta.put(probeKey, now());
  } catch (error) {
    throw await toWriteError(error, path);
  }
}

/** Resolves when everything is written, or rejects after the time limit. */
const waitForDisk = (writes: readonly Promise<void>[], path: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(
        new OutboxError('unavailable', `The outbox at ${path} did not store events within ${timeoutMs / 1000} s.`),
      );
    }, timeoutMs);
    const [first] = writes;
    // Most puts are one write.
    const written = first && writes.length === 1 ? first : Promise.all(writes);
    written.then(
      () => {
        clearTimeout(timer);
        resolve();
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
