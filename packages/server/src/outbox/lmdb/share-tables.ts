import type { Logger } from '../../log/logger.js';
import { readFileId } from './open-file.js';
import { openTables } from './open-tables.js';
import { schemaVersion, type Tables } from './schema.js';

/** Tables of a store that is open. */
export interface SharedTables {
  tables: Tables;
  /** The id of its file; undefined when that was removed while it was opened. */
  fileId: string | undefined;
  /** Closes the store, unless others in this thread have it open. */
  close(): Promise<void>;
}

/**
 * The property of the global object that holds the open stores, by the ids of their files. It is the same in every copy
 * of this module: Next.js bundles several copies, and a development server loads new ones.
 */
const sharedStores = Symbol.for(`@twinbeam/server: stores of schema ${schemaVersion}`);

interface SharedStore {
  tables: Tables;
  /** How many users have the store open. */
  users: number;
}

/** Finds the store in a folder if it is open. An error of the folder is reported when the store is opened. */
function findStore(stores: Map<string, SharedStore>, path: string): SharedStore | undefined {
  try {
    const id = readFileId(path);
    return id === undefined ? undefined : stores.get(id);
  } catch {
    return undefined;
  }
}

/**
 * Opens the store in a folder, or shares it if it is open already. Opening it twice in a thread could block the thread
 * for ever: the second opening waits for a transaction of the first, whose code waits for the thread. Throws
 * `OutboxError`.
 */
export function shareTables(path: string, logger: Logger | undefined): SharedTables {
  const shared = globalThis as { [sharedStores]?: Map<string, SharedStore> };
  shared[sharedStores] ??= new Map();
  const stores = shared[sharedStores];
  const store = findStore(stores, path) ?? { tables: openTables(path, { logger }), users: 0 };
  store.users++;
  const fileId = readFileId(path);
  if (fileId !== undefined) stores.set(fileId, store);
  return {
    tables: store.tables,
    fileId,
    async close() {
      if (--store.users > 0) return;
      if (fileId !== undefined) stores.delete(fileId);
      await store.tables.root.close();
    },
  };
}
