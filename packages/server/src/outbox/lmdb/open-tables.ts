import { createRequire } from 'node:module';
import type { Database, RootDatabase } from 'lmdb';
import type { Logger } from '../../log/logger.js';
import { createWarn } from '../create-warn.js';
import { OutboxError } from '../outbox.js';
import { checkAccess } from './check-access.js';
import { findDamage } from './check-file.js';
import { createFile } from './create-file.js';
import { createDamagedError, createSameIdError, toOpenError } from './errors.js';
import { createFolder, giveToOwner, restrictFolder } from './folder-mode.js';
import { listReaders } from './readers.js';
import { schemaKey, schemaVersion, type Tables, tableNames } from './schema.js';

// Loaded when it is first used: hosts with another engine need no native code, and bundlers leave it in its package. A
// CommonJS bundle has no `import.meta.url`.
export const loadLmdb = (): typeof import('lmdb') => createRequire(import.meta.url ?? __filename)('lmdb');

interface OpenTablesOptions {
  /** Lets the system decide when writes reach the disk. */
  noSync?: boolean;
  /** Gets the warning that others can read the folder. */
  logger?: Logger | undefined;
}

/**
 * Opens the store in a folder, which is created if it is missing. When it throws `OutboxError`, no file was changed.
 */
export function openTables(path: string, { noSync = false, logger }: OpenTablesOptions = {}): Tables {
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
    const warning = restrictFolder(path);
    if (warning) createWarn(logger)(warning);
    giveToOwner(path);
    return tables;
  } catch (error) {
    void root?.close();
    throw toOpenError(error, path);
  }
}

// Without `overlappingSync`, a commit resolves when it is on disk. `eventTurnBatching` would create a promise that no
// code handles, and that a failed commit rejects.
const openRoot = (path: string, noSync = false): RootDatabase =>
  loadLmdb().open({ path, noSubdir: false, maxDbs: 16, overlappingSync: false, eventTurnBatching: false, noSync });

/**
 * Reads from the store for the first time. LMDB tells processes apart by their ids. If another process with the same id
 * is a reader, as in another container, this read fails, and the list of readers has the id of that process.
 */
function checkReadable(root: RootDatabase, path: string): void {
  try {
    root.doesExist('');
    root.resetReadTxn();
  } catch (error) {
    throw listReaders(root).includes(process.pid) ? createSameIdError(path) : error;
  }
}

/** Makes a table return undefined for a row that cannot be decoded, instead of throwing an error that may quote it. */
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

/**
 * Writes the version of the schema to a store. Rows of an earlier schema are read as they are; a later schema throws.
 */
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
