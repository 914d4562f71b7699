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

interface OpenFailure {
  pattern: RegExp;
  state: string;
  advice: string;
}

/** Why a store cannot be opened, and what to do. The first row that matches counts. */
const openFailures: readonly OpenFailure[] = [
  {
    pattern: /EACCES|EROFS|EPERM|permission|read-only/i,
    state: 'cannot be written',
    advice: 'Give the process a folder that it may write to.',
  },
  { pattern: /ENOSPC|no space/i, state: 'cannot be opened', advice: 'Is the disk full?' },
  {
    // Node's error when it is to create a folder on a read-only file system.
    pattern: /ENOENT/,
    state: 'cannot be created',
    advice: 'Is the file system read-only? Give the process a folder that it may write to.',
  },
];

const otherFailure: Omit<OpenFailure, 'pattern'> = {
  state: 'cannot be opened',
  advice: "It must be a folder on a local disk; choose one by the option outbox: 'lmdb:PATH'.",
};

/** Converts an error that was thrown while a store was opened into an `OutboxError`. */
export function toOpenError(error: unknown, path: string): OutboxError {
  if (error instanceof OutboxError) return error;
  const { message = String(error), code } = error as { message?: string; code?: unknown };
  const errorText = typeof code === 'string' && !message.includes(code) ? `${message} (${code})` : message;
  if (/MDB_INVALID|not an LMDB|MDB_CORRUPTED|MDB_VERSION_MISMATCH|MDB_PAGE_NOTFOUND|not a valid/i.test(errorText)) {
    return createDamagedError(path, errorText);
  }
  // The message contains the path, which may match any pattern.
  const cause = typeof code === 'string' ? code : message;
  const { state, advice } = openFailures.find(({ pattern }) => pattern.test(cause)) ?? otherFailure;
  return new OutboxError('unavailable', `The outbox at ${path} ${state}: ${errorText}. ${advice}`);
}

/** Converts the error of a failed write into an `OutboxError`. */
export async function toWriteError(error: unknown, path: string): Promise<OutboxError> {
  if (error instanceof OutboxError) return error;
  // The reason of a failed commit is in a promise of its own.
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
