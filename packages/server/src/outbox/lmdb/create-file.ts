import { closeSync, existsSync, fsyncSync, linkSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { toDataFile } from './store-files.js';

/**
 * Creates the file of a store in a folder that has none, completely or not at all. Otherwise a loss of power while LMDB
 * writes its first pages would leave a file that can never be opened, and a process that starts at the same moment
 * could read half of it. `createStore` creates an empty store in a folder; LMDB does not sync it before its first
 * transaction.
 */
export function createFile(folder: string, createStore: (folder: string) => void): void {
  const file = toDataFile(folder);
  if (existsSync(file)) return;
  const draft = mkdtempSync(join(folder, 'new-'));
  try {
    createStore(draft);
    sync(toDataFile(draft), 'r+');
    linkSync(toDataFile(draft), file);
    for (const changed of [folder, dirname(folder)]) syncFolder(changed);
  } catch (error) {
    // Another process was faster, or the file system has no hard links: then LMDB creates the file itself.
    if (!['EEXIST', 'EPERM', 'ENOTSUP', 'ENOSYS'].includes(String((error as { code?: unknown }).code))) throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** Makes the entries of a folder durable, if the system can. */
function syncFolder(folder: string): void {
  try {
    sync(folder);
  } catch {
    // Windows cannot open folders, and a parent folder may not be readable.
  }
}

function sync(path: string, flags = 'r'): void {
  const descriptor = openSync(path, flags);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
