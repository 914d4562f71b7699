import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseQueueName } from '../lanes.js';
import { createUnreadable, type QueueKey, type QueueTable, toRowId } from './schema.js';
import type { LmdbStore } from './store.js';

/**
 * Name of a file in the folder of a store. Each of its lines is a row as JSON: its table, its key, and its bytes in
 * base64.
 */
export const damagedRowsFile = 'damaged-rows.ndjson';

/** A row that cannot be read, as the file has it. */
export interface DamagedRow {
  at: string;
  table: string;
  key: unknown;
  bytes: string;
}

/** Appends a row that cannot be read to the file of a store's folder. */
export function writeDamagedRow(folder: string, table: string, key: unknown, bytes: Uint8Array, now: number): void {
  const row: DamagedRow = {
    at: new Date(now).toISOString(),
    table,
    key,
    bytes: Buffer.from(bytes).toString('base64'),
  };
  appendFileSync(join(folder, damagedRowsFile), `${JSON.stringify(row)}\n`, { mode: 0o600 });
}

/** Within a transaction: sets aside a row that cannot be read, and keeps its bytes in a file. */
export function setAsideDamaged(store: LmdbStore, table: QueueTable, key: QueueKey): void {
  const { path, clock, now, deadLetters } = store;
  const [name, , sequence, writer] = key;
  const setAsideAt = clock.toSystem(now());
  writeDamagedRow(path, 'queue', key, table.getBinary(key) ?? Buffer.alloc(0), setAsideAt);
  const reason = `The row cannot be read: it is damaged. Its bytes are in ${join(path, damagedRowsFile)}.`;
  const { pixelId } = parseQueueName(name);
  deadLetters.add([setAsideAt, sequence, writer], createUnreadable(pixelId, toRowId(key), setAsideAt, reason));
  void table.remove(key);
}
