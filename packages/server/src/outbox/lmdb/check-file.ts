import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { toDataFile } from './store-files.js';

/** Offsets in each of the first two pages, which begin with a page header of 24 bytes. */
const magicAt = 24;
const pageSizeAt = 48;
const lastPageAt = 144;
const transactionAt = 152;
const magic = 0xbeefc0de;
const headBytes = 160;

/**
 * Returns what is wrong with a store's file; undefined when it can be opened. LMDB maps the file into memory: opening a
 * truncated file, or one that is not LMDB's, would end the process instead of failing.
 */
export function findDamage(folder: string): string | undefined {
  const check = checkFile(folder);
  if (!check) return undefined;
  const file = toDataFile(folder);
  if (check.wantedBytes === undefined) return `${file} is no LMDB file`;
  const { bytes, wantedBytes } = check;
  return bytes < wantedBytes ? `${file} is cut off: it has ${bytes} bytes of ${wantedBytes}` : undefined;
}

/** Sizes of a store's file. */
export interface FileCheck {
  bytes: number;
  /** Size according to the newer of the two headers; undefined when neither can be read. */
  wantedBytes: number | undefined;
}

/** Reads the sizes of a store's file; undefined when there is none, or it is empty. */
export function checkFile(folder: string): FileCheck | undefined {
  let file: number;
  try {
    file = openSync(toDataFile(folder), 'r');
  } catch {
    // The file does not exist, or cannot be read: opening the store will fail with the reason.
    return undefined;
  }
  try {
    const before = fstatSync(file).size;
    if (before === 0) return undefined;
    const first = readHead(file, 0);
    const pageSize = first?.readUInt32LE(pageSizeAt) ?? 0;
    if (!first || pageSize < 512 || pageSize > 65_536) return { bytes: before, wantedBytes: undefined };
    const heads = [first, readHead(file, pageSize)].filter((head) => head !== undefined);
    const newest = heads.reduce((one, other) => (readTransaction(other) > readTransaction(one) ? other : one));
    const wanted = (Number(newest.readBigUInt64LE(lastPageAt)) + 1) * pageSize;
    // The size is read last: another process may be writing, and the file only grows.
    return { bytes: fstatSync(file).size, wantedBytes: wanted };
  } finally {
    closeSync(file);
  }
}

const readTransaction = (head: Buffer): bigint => head.readBigUInt64LE(transactionAt);

function readHead(file: number, at: number): Buffer | undefined {
  const head = Buffer.alloc(headBytes);
  const read = readSync(file, head, 0, headBytes, at);
  return read === headBytes && head.readUInt32LE(magicAt) === magic ? head : undefined;
}
