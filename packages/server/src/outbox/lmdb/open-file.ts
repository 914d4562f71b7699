import { statSync } from 'node:fs';
import { join } from 'node:path';
import { OutboxError } from '../outbox.js';

/** The file of a store that is open. */
export interface OpenFile {
  /** Throws `OutboxError` when the file is no longer in its folder: then what is written to it ends with the process. */
  checkPresent(): void;
}

/** Notes which file the folder of a store has, once LMDB has opened it. */
export function createOpenFile(path: string): OpenFile {
  const file = join(path, 'data.mdb');
  const readId = (): string | undefined => {
    const { dev, ino } = statSync(file, { throwIfNoEntry: false }) ?? {};
    return ino === undefined ? undefined : `${dev} ${ino}`;
  };
  const opened = readId();
  return {
    checkPresent() {
      const current = readId();
      if (current === opened) return;
      const change = current === undefined ? 'removed' : 'replaced by another';
      const text = `The outbox accepts nothing more: its file, ${file}, was ${change} while it was in use. What it has accepted is sent as long as this process runs; then start it again.`;
      throw new OutboxError('unavailable', text);
    },
  };
}
