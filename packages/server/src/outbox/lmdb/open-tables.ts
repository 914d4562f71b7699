import { createRequire } from 'node:module';
import type { Database, RootDatabase } from 'lmdb';
import { OutboxError } from '../outbox.js';
import { checkAccess } from './check-access.js';
import { findDamage } from './check-file.js';
import { createFile } from './create-file.js';
import { createDamagedError, createSameIdError, toOpenError } from './errors.js';
import { createFolder, giveToOwner, restrictFolder } from './folder-mode.js';
import { listReaders } from './readers.js';
import { schemaKey, schemaVersion, type Tables, tableNames } from './schema.js';

// Loaded when it is used: hosts that use another engine need no native code, and bundlers leave it in its package.
// A bundle in CommonJS has no `import.meta.url`.
export const loadLmdb = (): typeof import('lmdb') => createRequire(import.meta.url ?? __filename)('lmdb');

/**
 * Opens the store in a folder, which is created if it is missing. Throws `OutboxError`, and changes no file then.
 *
 * @param options `noSync`: leaves it to the system when what is written reaches the disk
 */
export function openTables(path: string, { noSync = false } = {}): Tables {
  let root: RootDatabase | undefined;
  try {
    createFolder(path);
    const damage = findDamage(path);
    if (damage) throw createDamagedError(path, damage);
    checkAccess(path);
    createFile(path, (folder) => void openRoot(folder).close());
    const opened = openRoot(path, noSync);
    root = opened;
    checkReadable(opened, path);
    const databases = Object.entries(tableNames).map(([key, name]) => [key, tolerateDamage(opened.openDB({ name }))]);
    const tables = { root, ...Object.fromEntries(databases) } as Tables;
    noteSchema(tables, path);
    restrictFolder(path);
    giveToOwner(path);
    return tables;
  } catch (error) {
    void root?.close();
    throw toOpenError(error, path);
  }
}

// Without overlapping, a commit resolves when it is on disk. Batching by turns of the event loop makes a promise that
// nobody holds, and a failed commit would reject it.
const openRoot = (path: string, noSync = false): RootDatabase =>
  loadLmdb().open({ path, noSubdir: false, maxDbs: 16, overlappingSync: false, eventTurnBatching: false, noSync });

/**
 * Reads for the first time. LMDB tells processes apart by their ids: where another one with the same id reads, as in another
 * container, this fails, and what is listed under the id is the other's.
 */
function checkReadable(root: RootDatabase, path: string): void {
  try {
    root.doesExist('');
    root.resetReadTxn();
  } catch (error) {
    throw listReaders(root).includes(process.pid) ? createSameIdError(path) : error;
  }
}

/** Lets a row that cannot be decoded be undefined, instead of throwing what may quote it. */
export function tolerateDamage<Table extends Database>(table: Table): Table {
  const { decoder } = table as unknown as { decoder: { decode(...args: unknown[]): unknown } };
  const decode = decoder.decode.bind(decoder);
  decoder.decode = (...args) => {
    try {
      return decode(...args);
    } catch {
      return undefined;
    }
  };
  return table;
}

/** Notes the schema of a store. Rows of an earlier one are read as they are; a later one throws. */
function noteSchema({ meta }: Tables, path: string): void {
  const found = meta.get(schemaKey);
  if (found === schemaVersion) return;
  if (found !== undefined && found > schemaVersion) {
    throw new OutboxError(
      'unavailable',
      `The outbox at ${path} was written by a newer Twinbeam (schema ${found}, this one knows ${schemaVersion}); nothing was changed. Run that version, or give this one a folder of its own.`,
    );
  }
  meta.putSync(schemaKey, schemaVersion);
}
