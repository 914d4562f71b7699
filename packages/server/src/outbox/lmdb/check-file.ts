import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { readFreePages } from './read-free-pages.js';
import { toDataFile } from './store-files.js';

/** Offsets in each of the first two pages, which begin with a page header of 24 bytes. */
const magicAt = 24;
const pageSizeAt = 48;
const freeRootAt = 88;
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
  /** Size up to the last page in use, according to the newer of the two headers; undefined when neither can be read. */
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
    return checkOpenFile(file);
  } finally {
    closeSync(file);
  }
}

/** How often a check is repeated because another process has committed meanwhile. */
const maxRepeats = 100;

function checkOpenFile(file: number, repeats = 0): FileCheck | undefined {
  const before = fstatSync(file).size;
  if (before === 0) return undefined;
  const header = readHeader(file);
  if (!header) return { bytes: before, wantedBytes: undefined };
  const { pageSize, lastPage } = header;
  // The size is read after the header: another process may be writing, and the file only grows.
  const bytes = fstatSync(file).size;
  const wantedBytes = (Number(lastPage) + 1) * pageSize;
  if (bytes >= wantedBytes) return { bytes, wantedBytes };
  const lastUsed = findLastUsed(file, header, bytes);
  // The pages that were read may be those of a later commit.
  const isCurrent = readHeader(file)?.transaction === header.transaction;
  if (!isCurrent && repeats < maxRepeats) return checkOpenFile(file, repeats + 1);
  return { bytes, wantedBytes: (Number(lastUsed) + 1) * pageSize };
}

/**
 * Returns the last page that is in use, if the file ends before its last page. LMDB never writes a page that the same
 * transaction takes and frees, so "the file may be shorter if the freeDB lists the final pages" (`mm_last_pg` in `mdb.c`).
 */
function findLastUsed(file: number, { pageSize, freeRoot, lastPage }: Header, bytes: number): bigint {
  const firstMissing = BigInt(Math.floor(bytes / pageSize));
  try {
    const free = readFreePages({ file, pageSize, root: freeRoot }, { first: firstMissing, last: lastPage });
    let page = lastPage;
    while (page >= firstMissing && free.has(page)) page--;
    return page;
  } catch {
    // The table of free pages is cut off itself.
    return lastPage;
  }
}

/** What the newer of the two headers says. */
interface Header {
  transaction: bigint;
  pageSize: number;
  /** First page of the table of free pages. */
  freeRoot: bigint;
  /** The page with the greatest number that was ever taken. */
  lastPage: bigint;
}

function readHeader(file: number): Header | undefined {
  const first = readHead(file, 0);
  const pageSize = first?.readUInt32LE(pageSizeAt) ?? 0;
  if (!first || pageSize < 512 || pageSize > 65_536) return undefined;
  const heads = [first, readHead(file, pageSize)].filter((head) => head !== undefined);
  const newest = heads.reduce((one, other) => (readTransaction(other) > readTransaction(one) ? other : one));
  return {
    transaction: readTransaction(newest),
    pageSize,
    freeRoot: newest.readBigUInt64LE(freeRootAt),
    lastPage: newest.readBigUInt64LE(lastPageAt),
  };
}

const readTransaction = (head: Buffer): bigint => head.readBigUInt64LE(transactionAt);

function readHead(file: number, at: number): Buffer | undefined {
  const head = Buffer.alloc(headBytes);
  const read = readSync(file, head, 0, headBytes, at);
  return read === headBytes && head.readUInt32LE(magicAt) === magic ? head : undefined;
}
