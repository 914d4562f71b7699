import { setImmediate } from 'node:timers/promises';
import type { Database, Key } from 'lmdb';
import type { LmdbStore } from './store.js';

/** Rows of one page. */
const pageSize = 500;

/** A row of a table, and its key. */
interface Entry<Row, RowKey> {
  key: RowKey;
  /** Undefined for a row that is damaged. */
  value: Row | undefined;
}

/**
 * Reads a table page by page, in the order of its keys, and yields to other tasks in between. Rows that are written in
 * the meantime are read too, if they come after the current page.
 */
export async function* readPages<Row, RowKey extends Key>(
  store: LmdbStore,
  table: Database<Row, RowKey>,
): AsyncGenerator<Entry<Row, RowKey>[]> {
  for (let start: RowKey | undefined; ; await setImmediate()) {
    store.checkOpen();
    // Otherwise an older snapshot may be read again.
    store.tables.root.resetReadTxn();
    const page = [...table.getRange({ limit: pageSize, ...(start !== undefined && { start, exclusiveStart: true }) })];
    yield page;
    start = page.at(-1)?.key;
    if (page.length < pageSize) return;
  }
}
