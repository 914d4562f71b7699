import { fstatSync, readSync } from 'node:fs';

/**
 * Layout of LMDB's pages, as `mdb.c` of the package `lmdb` has it: a header, then the offsets of the page's nodes behind
 * that header. A node of a branch begins with the number of a page, one of a leaf with the size of its value.
 */
const headerBytes = 24;
const flagsAt = 18;
const offsetsBytesAt = 20;
const branchFlag = 1;
const nodeHeaderBytes = 8;
const nodeFlagsAt = 4;
const keyBytesAt = 6;
/** The value of the node is the number of the page where the value begins, which fills as many pages as it needs. */
const bigDataFlag = 1;

/** The table of a store's free pages. */
export interface FreeTable {
  /** Descriptor of the store's file. */
  file: number;
  pageSize: number;
  /** Number of the table's first page. */
  root: bigint;
}

/** Pages from a first one to a last one, both included. */
export interface PageRange {
  first: bigint;
  last: bigint;
}

/**
 * Returns which of these pages the table of free pages lists. Throws when the table cannot be read, for instance because
 * its own pages are missing.
 */
export function readFreePages({ file, pageSize, root }: FreeTable, { first, last }: PageRange): Set<bigint> {
  const free = new Set<bigint>();
  const seen = new Set<bigint>();
  const pages = root === emptyRoot ? [] : [root];
  for (let number = pages.pop(); number !== undefined; number = pages.pop()) {
    if (seen.has(number)) throw new RangeError(`Page ${number} is its own descendant`);
    seen.add(number);
    const page = readBytes(file, Number(number) * pageSize, pageSize);
    const isBranch = (page.readUInt16LE(flagsAt) & branchFlag) !== 0;
    for (const node of listNodes(page)) {
      if (isBranch) pages.push(BigInt(node.readUIntLE(0, 6)));
      else addRanges(readValue(node, file, pageSize));
    }
  }
  return free;

  /** Adds the pages of a list: its length, then numbers of pages; a negative number is the length of the next block. */
  function addRanges(list: Buffer): void {
    const count = Number(list.readBigUInt64LE(0));
    for (let index = 1, length = 1n; index <= count; index++) {
      const entry = list.readBigInt64LE(index * 8);
      if (entry < 0n) {
        length = -entry;
        continue;
      }
      const end = entry + length - 1n < last ? entry + length - 1n : last;
      for (let page = entry > first ? entry : first; page <= end; page++) free.add(page);
      length = 1n;
    }
  }
}

/** LMDB's number of the root of an empty table. */
const emptyRoot = 0xffff_ffff_ffff_ffffn;

/** Returns the nodes of a page, each with all bytes that follow it. */
function listNodes(page: Buffer): Buffer[] {
  const count = page.readUInt16LE(offsetsBytesAt) / 2;
  return Array.from({ length: count }, (_, index) =>
    page.subarray(headerBytes + page.readUInt16LE(headerBytes + index * 2)),
  );
}

function readValue(node: Buffer, file: number, pageSize: number): Buffer {
  const size = node.readUInt16LE(0) + node.readUInt16LE(2) * 0x1_0000;
  const value = node.subarray(nodeHeaderBytes + node.readUInt16LE(keyBytesAt));
  if ((node.readUInt16LE(nodeFlagsAt) & bigDataFlag) === 0) return value.subarray(0, size);
  return readBytes(file, Number(value.readBigUInt64LE(0)) * pageSize + headerBytes, size);
}

function readBytes(file: number, at: number, size: number): Buffer {
  const createError = () => new RangeError(`The file ends before byte ${at + size}`);
  // In a damaged file the size of a value may be 4 GB: it is compared before memory is taken for it.
  if (at + size > fstatSync(file).size) throw createError();
  const bytes = Buffer.alloc(size);
  if (readSync(file, bytes, 0, size, at) < size) throw createError();
  return bytes;
}
