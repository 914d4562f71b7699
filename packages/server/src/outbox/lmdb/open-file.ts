import { statSync } from 'node:fs';
import { OutboxError } from '../outbox.js';
import { toDataFile } from './store-files.js';

/** The file of a store that is open. */
export interface OpenFile {
  /**
   * Throws `OutboxError` when the file is no longer in its folder: then everything that is written to it is lost when
   * the process ends.
   */
  checkPresent(): void;
}

/** Reads the id of a store's file, which no other file has at the same time; undefined if the folder has no file. */
export function readFileId(path: string): string | undefined {
  const { dev, ino } = statSync(toDataFile(path), { throwIfNoEntry: false }) ?? {};
  return ino === undefined ? undefined : `${dev} ${ino}`;
}

/** Remembers which file the folder of a store has, once LMDB has opened it. */
export function createOpenFile(path: string): OpenFile {
  const file = toDataFile(path);
  const opened = readFileId(path);
  return {
    checkPresent() {
      const current = readFileId(path);
      if (current === opened) return;
      const change = current === undefined ? 'removed' : 'replaced by another';
      const text = `The outbox accepts nothing more: its file, ${file}, was ${change} while it was in use. What it has accepted is sent as long as this process runs; then start it again.`;
      throw new OutboxError('unavailable', text);
    },
  };
}
