import type { Database, RootDatabase } from 'lmdb';
import { writeDamagedRow } from './damaged-rows.js';
import { loadLmdb, openTables, tolerateDamage } from './open-tables.js';
import { listReaders } from './readers.js';
import {
  countRows,
  isDeadLetter,
  isHold,
  isQueueRow,
  schemaKey,
  schemaVersion,
  type Tables,
  tableNames,
} from './schema.js';

/** Tables that are saved. Leases are not: they end with their processes. */
export const savedTables = [
  'meta',
  'queue',
  'quarantine',
  'held',
  'endedHolds',
  'deadLetters',
  'sent',
  'accepted',
  'pauses',
  'withdrawals',
] as const;
export type SavedTable = (typeof savedTables)[number];

/** Tables that the first version did not have: a store that it wrote lacks them, and is whole. */
const laterTables: readonly SavedTable[] = ['withdrawals'];

/** Result of copying a table, as far as it could be read. */
export interface CopyReport {
  table: SavedTable;
  /** Number of rows according to the table itself. */
  expected: number;
  /** Rows whose bytes cannot be decoded. They are written to the file of damaged rows. */
  damaged: number;
  /** Why reading ended early; undefined if it did not. */
  problem?: string;
  /** Other processes that use the store. */
  users: number[];
}

export interface CopyRowsOptions {
  /** Folder of the store that is read. It is not changed. */
  source: string;
  /** Folder of the new store. */
  target: string;
  tables: readonly SavedTable[];
  /** Whether rows are read from the last to the first, which finds the rows behind a damaged page. */
  isReverse: boolean;
}

/**
 * Copies the rows of tables that can be read, and reports each table. A damaged file may end the process, so this runs
 * in a process of its own; the rows that it has copied by then are in the new store.
 */
export async function copyRows(options: CopyRowsOptions, onReport: (report: CopyReport) => void): Promise<void> {
  const to = openTables(options.target, { noSync: true });
  const root = loadLmdb().open({ path: options.source, readOnly: true, noSubdir: false, maxDbs: 16 });
  for (const table of options.tables) onReport(copyTable(root, to, table, options));
  await to.root.close();
}

function copyTable(root: RootDatabase, to: Tables, table: SavedTable, options: CopyRowsOptions): CopyReport {
  const report: CopyReport = { table, expected: 0, damaged: 0, users: [] };
  /** Opens a table. In a store that is only read, one that does not exist is undefined. */
  const find = (name: keyof typeof tableNames) => root.openDB({ name: tableNames[name] }) as Database | undefined;
  const open = (name: keyof typeof tableNames): Database => {
    const found = find(name);
    if (!found) throw new Error('it does not exist');
    return tolerateDamage(found);
  };
  try {
    const version = Number(open('meta').get(schemaKey) ?? 0);
    if (version > schemaVersion) throw new Error(`it was written by a newer Twinbeam (schema ${version})`);
    report.users = readUsers(root);
    if (laterTables.includes(table) && !find(table)) return report;
    const from = open(table);
    report.expected = countRows(from);
    for (const { key, value } of from.getRange({ reverse: options.isReverse })) {
      if (isWhole(table, value)) {
        (to[table] as Database).putSync(key, value);
        continue;
      }
      report.damaged++;
      if (options.isReverse) continue;
      writeDamagedRow(options.target, table, key, from.getBinary(key) ?? Buffer.alloc(0), Date.now());
    }
  } catch (error) {
    report.problem = (error as Error).message;
  }
  return report;
}

/** Reads which other processes have the store open. */
const readUsers = (root: RootDatabase): number[] =>
  listReaders(root).filter((pid) => pid !== process.pid && isRunning(pid));

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM';
  }
}

function isWhole(table: SavedTable, value: unknown): boolean {
  const checks: Partial<Record<keyof Tables, (row: unknown) => boolean>> = {
    queue: isQueueRow,
    quarantine: isQueueRow,
    deadLetters: isDeadLetter,
    held: isHold,
  };
  return checks[table]?.(value) ?? value !== undefined;
}
