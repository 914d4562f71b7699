import {
  chmodSync,
  closeSync,
  constants,
  fchownSync,
  fstatSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  statSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const ownFile = /^(data\.mdb.*|lock\.mdb|damaged-rows\.ndjson|repair)$/;
/** Permissions of the group and of others. */
const sharedBits = 0o077;

/**
 * Creates the folder of a store and missing parent folders. A folder that root creates in a folder of another user
 * belongs to that user.
 */
export function createFolder(path: string): void {
  const first = mkdirSync(path, { recursive: true, mode: 0o700 });
  if (first === undefined || process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(dirname(first));
  if (uid === 0) return;
  const top = resolve(first);
  for (let folder = resolve(path); folder.startsWith(top); folder = dirname(folder)) {
    try {
      giveFolder(folder, uid, gid);
    } catch {
      // A container may not be permitted to do so.
    }
  }
}

/** Gives a folder of root to a user, unless that user has put something else in its place in the meantime. */
function giveFolder(path: string, uid: number, gid: number): void {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    if (fstatSync(descriptor).uid === 0) fchownSync(descriptor, uid, gid);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Lets only the owner read a store: its files become 0600, and its folder 0700 unless other files are in it too. If
 * that fails, returns a warning. Windows has no such modes.
 */
export function restrictFolder(path: string): string | undefined {
  if (process.platform === 'win32') return undefined;
  const names = readdirSync(path);
  const files = listFiles(path);
  const isOwn = names.every((name) => ownFile.test(name));
  const open = [
    ...files.filter((file) => !restrict(file, 0o600)),
    ...(isOwn && restrict(path, 0o700) ? [] : [path].filter(isShared)),
  ];
  if (open.length === 0) return undefined;
  return `Others may read ${open.join(', ')}, which holds addresses and hashed data of visitors: give the outbox a folder of its own, with mode 0700.`;
}

/**
 * Gives files that root has created in a folder of another user to that user, whose server could not open them
 * otherwise: a command that is run by `sudo` may be the first to open a store. A file whose owner cannot be changed
 * stays as it is, and so does a file with a second hard link: the user may have linked somebody else's file. Owners are
 * changed by path: closing a descriptor of LMDB's lock file would release the locks that this process holds on it
 * (POSIX, fcntl).
 *
 * @param files the files to give. Default: the files of a store
 */
export function giveToOwner(path: string, files = listFiles(path)): void {
  const { uid, gid } = statSync(path);
  if (process.getuid?.() !== 0 || uid === 0) return;
  for (const file of files) {
    try {
      const stats = lstatSync(file);
      if (stats.uid === 0 && stats.nlink === 1) lchownSync(file, uid, gid);
    } catch {
      // A container may not be permitted to do so.
    }
  }
}

/** Returns the files of a store. */
const listFiles = (path: string): string[] =>
  readdirSync(path)
    .filter((name) => ownFile.test(name) && name !== 'repair')
    .map((name) => join(path, name));

const isShared = (file: string): boolean => (statSync(file).mode & sharedBits) !== 0;

/** Returns whether only the owner has access. */
function restrict(file: string, mode: number): boolean {
  try {
    if (isShared(file)) chmodSync(file, mode);
    return true;
  } catch {
    return false;
  }
}
