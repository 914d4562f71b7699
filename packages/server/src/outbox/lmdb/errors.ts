import { OutboxError } from '../outbox.js';

export const createDamagedError = (path: string, damage: string): OutboxError =>
  new OutboxError(
    'unavailable',
    `The outbox at ${path} is damaged, or not a store of Twinbeam: ${damage}. Its files were not changed. twinbeam outbox check --outbox lmdb:${path} says what can be read, twinbeam outbox repair saves that in a new store.`,
  );

export const createSameIdError = (path: string): OutboxError =>
  new OutboxError(
    'unavailable',
    `The outbox at ${path} is in use by another process with the same id, ${process.pid}, such as one in another container, and LMDB tells processes apart by their ids. Stop that one first, or let the containers have the ids of the host (pid: host).`,
  );

/** Turns what went wrong while a store was opened into the error that callers know. */
export function toOpenError(error: unknown, path: string): OutboxError {
  if (error instanceof OutboxError) return error;
  const { message = String(error), code } = error as { message?: string; code?: unknown };
  const errorText = typeof code === 'string' && !message.includes(code) ? `${message} (${code})` : message;
  if (/MDB_INVALID|not an LMDB|MDB_CORRUPTED|MDB_VERSION_MISMATCH|MDB_PAGE_NOTFOUND|not a valid/i.test(errorText)) {
    return createDamagedError(path, errorText);
  }
  const advice = /EACCES|EROFS|EPERM|permission|read-only/i.test(errorText)
    ? `cannot be written: ${errorText}. Give the process a folder that it may write to.`
    : /ENOSPC|no space/i.test(errorText)
      ? `cannot be opened: ${errorText}. Is the disk full?`
      : /ENOENT/.test(errorText)
        ? // So Node says of a folder that it is to create on a file system which cannot be written.
          `cannot be created: ${errorText}. Is the file system read-only? Give the process a folder that it may write to.`
        : `cannot be opened: ${errorText}. It must be a folder on a local disk; choose one by the option outbox: 'lmdb:PATH'.`;
  return new OutboxError('unavailable', `The outbox at ${path} ${advice}`);
}

/** Turns what went wrong with a write into the error that callers know. */
export async function toWriteError(error: unknown, path: string): Promise<OutboxError> {
  if (error instanceof OutboxError) return error;
  // A failed commit names its reason in a promise of its own.
  const { commitError } = error as { commitError?: unknown };
  const cause = await Promise.resolve(commitError).catch((reason: unknown) => reason);
  const { message = String(cause ?? error) } = (cause ?? error) as { message?: string };
  const isFull = /MAP_FULL|ENOSPC|EFBIG|EDQUOT|no space|too large/i.test(message);
  const advice = isFull ? ' Is the disk full?' : / EIO|input\/output/i.test(message) ? ' Check the disk.' : '';
  return new OutboxError(
    'unavailable',
    `The outbox at ${path} could not be written: ${message}.${advice} Events that were accepted before are kept.`,
  );
}
