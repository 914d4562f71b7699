import type { RootDatabase } from 'lmdb';

/**
 * Returns the ids of the processes that read a store, or have read it. LMDB lists each on a line that begins with the
 * process id.
 */
export function listReaders(root: RootDatabase): number[] {
  const pids = String(root.readerList())
    .split('\n')
    .map((line) => Number.parseInt(line, 10));
  return [...new Set(pids)].filter((pid) => pid > 0);
}
