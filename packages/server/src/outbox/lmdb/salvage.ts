import { fork } from 'node:child_process';
import { once } from 'node:events';
import { constants, existsSync } from 'node:fs';
import { appendFile, chmod, copyFile, mkdir, open, readFile, rename, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { OutboxError } from '../outbox.js';
import { checkFile } from './check-file.js';
import { type CopyReport, type CopyRowsOptions, type SavedTable, savedTables } from './copy-rows.js';
import { damagedRowsFile } from './damaged-rows.js';
import { giveToOwner } from './folder-mode.js';
import { openTables } from './open-tables.js';
import { countRows } from './schema.js';
import { toDataFile, toLockFile } from './store-files.js';

/** How many rows of a table could be read, and how many were saved. */
export interface TableReport extends CopyReport {
  /** Rows that the new store has. */
  saved: number;
}

/** Returns the arguments for a process that runs `copyRows` and sends its reports. */
export type ToCopyArguments = (options: CopyRowsOptions) => string[];

/** A new store with the rows that could be read from a damaged store. */
export interface Salvage {
  tables: TableReport[];
  /** Replaces the old store by the new one. Returns the file in which the old store is kept. */
  replace(): Promise<string>;
  /** Removes the new store. */
  discard(): Promise<void>;
}

/**
 * Copies the readable rows of the store in a folder into a new store beside it. Rejects with `OutboxError` if there is
 * no store.
 */
export async function salvageStore(path: string, program: string, toArgs: ToCopyArguments): Promise<Salvage> {
  const target = join(path, 'repair');
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { mode: 0o700 });
  const discard = () => rm(target, { recursive: true, force: true });
  try {
    const source = await prepareSource(path, target);
    const saved = join(target, 'store');
    const copy = (tables: readonly SavedTable[], isReverse: boolean) =>
      runCopy(program, toArgs({ source, target: saved, tables, isReverse }));
    const reports: CopyReport[] = [];
    while (reports.length < savedTables.length) {
      reports.push(...(await copy(savedTables.slice(reports.length), false)));
      const ended = savedTables[reports.length];
      if (ended) reports.push({ table: ended, expected: 0, damaged: 0, users: [], problem: 'its pages are damaged' });
    }
    // Rows behind a damaged page are read from the other end of the table.
    for (const { table, problem } of reports) if (problem !== undefined) await copy([table], true);
    giveToOwner(path);
    const counts = await countSaved(saved);
    const tables = reports.map((report) => ({ ...report, saved: counts[report.table] }));
    return { tables, discard, replace: () => replaceStore(path, saved, discard) };
  } catch (error) {
    await discard();
    throw error;
  }
}

/**
 * Returns the folder to read from. If the file is truncated, that is the folder of a copy, which is padded with zeros.
 */
async function prepareSource(path: string, target: string): Promise<string> {
  const check = checkFile(path);
  if (check?.wantedBytes === undefined) {
    throw new OutboxError('unusable', `${toDataFile(path)} is no LMDB file: nothing can be read from it.`);
  }
  if (check.bytes >= check.wantedBytes) return path;
  const copy = join(target, 'copy');
  await mkdir(copy, { mode: 0o700 });
  await copyFile(toDataFile(path), toDataFile(copy), constants.COPYFILE_FICLONE);
  await truncate(toDataFile(copy), check.wantedBytes);
  return copy;
}

/** Counts the rows of the new store. */
async function countSaved(folder: string): Promise<Record<SavedTable, number>> {
  const tables = openTables(folder);
  const counts = Object.fromEntries(savedTables.map((table) => [table, countRows(tables[table])]));
  await tables.root.close();
  return counts as Record<SavedTable, number>;
}

/** Runs a copy in a process of its own. Returns the reports that it sent before it ended. */
async function runCopy(program: string, args: string[]): Promise<CopyReport[]> {
  const child = fork(program, args, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  const reports: CopyReport[] = [];
  child.on('message', (report) => void reports.push(report as CopyReport));
  await once(child, 'close');
  return reports;
}

async function replaceStore(path: string, saved: string, discard: () => Promise<void>): Promise<string> {
  const file = toDataFile(path);
  const kept = `${file}.${new Date().toISOString().replace(/[:.]/g, '-')}.old`;
  const damaged = join(saved, damagedRowsFile);
  if (existsSync(damaged)) await appendFile(join(path, damagedRowsFile), await readFile(damaged), { mode: 0o600 });
  const handle = await open(toDataFile(saved), 'r+');
  await handle.sync();
  await handle.close();
  await chmod(toDataFile(saved), 0o600);
  await rename(file, kept);
  await rename(toDataFile(saved), file);
  await rm(toLockFile(path), { force: true });
  giveToOwner(path);
  await discard();
  return kept;
}
