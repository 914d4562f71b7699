import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { toDataFile, toLockFile } from './store-files.js';

/** Space that must be free: more than an empty store takes. */
const minFreeBytes = 1_000_000;

/**
 * Throws when the lock file of a store's folder cannot be opened, or when there is no space for files that are missing:
 * LMDB would end the process instead of failing. The lock file is not opened here, because closing it would release the
 * locks that this process may already hold on it (POSIX, fcntl).
 */
export function checkAccess(folder: string): void {
  const lock = toLockFile(folder);
  const lockStats = statSync(lock, { throwIfNoEntry: false });
  if (lockStats) accessSync(lock, constants.R_OK | constants.W_OK);
  if (lockStats && !lockStats.isFile()) throw new Error(`'${lock}' is no file`);
  if (lockStats && existsSync(toDataFile(folder))) return;
  const { blocks, bavail, bsize } = statfsSync(folder);
  const freeBytes = bavail * bsize;
  // A file system in memory, without a size of its own, reports no blocks.
  if (blocks > 0 && freeBytes < minFreeBytes) throw new Error(`no space for its files, ${freeBytes} bytes are free`);
}
