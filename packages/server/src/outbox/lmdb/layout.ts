import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Database, RootDatabase } from 'lmdb';
import { type DeadLetter, type Hold, OutboxError } from '../outbox.js';
import { damageOf } from './check-file.js';

/** Where an event stands: the order of the keys is the order of sending. `writer` tells processes apart. */
export type QueueKey = [pixelId: string, due: number, sequence: number, writer: number];

/** The id of an event, wherever it stands. */
export const idOf = ([, , sequence, writer]: QueueKey): string => `${sequence}.${writer}`;

export type QueueRow = [
  name: string,
  eventId: string,
  expiresAt: number,
  storedAt: number,
  attempts: number,
  /** 0 for never. */
  firstTriedAt: number,
  json: string,
];

export type DeadKey = [setAsideAt: number, sequence: number, writer: number];

/** How many rows a table has, without a walk through them. */
export const countOf = (table: { getStats(): object }): number =>
  (table.getStats() as { entryCount: number }).entryCount;

/** The store's tables. What is accepted is one row in one table: every further page would have to be synced too. */
export interface Tables {
  root: RootDatabase;
  meta: Database<number, string>;
  queue: Database<QueueRow, QueueKey>;
  /** Which rows of the queue somebody is sending, and until when nobody else may. */
  leases: Database<[until: number, keys: QueueKey[]], [pixelId: string, writer: number, number: number]>;
  /** What was sent, in order: the time and the event's fingerprint. */
  sent: Database<[time: number, fingerprint: string], number>;
  dead: Database<DeadLetter, DeadKey>;
  /** By pixel. */
  holds: Database<Hold, string>;
}

/** The layout that this version writes. */
const layout = 1;

/** Steps from each earlier layout to the next, by the layout that they start from. There is none yet. */
const migrations: Record<number, (tables: Tables) => void> = {};

// Loaded when it is used: hosts that use another engine need no native code.
const load = (): typeof import('lmdb') => createRequire(import.meta.url)('lmdb');

/** Opens the store in a folder, which is made if there is none. Throws `OutboxError`, and leaves the files as they are. */
export function openTables(path: string): Tables {
  let root: RootDatabase | undefined;
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const damage = damageOf(path);
    if (damage) throw new OutboxError('unavailable', damagedText(path, damage));
    // Without overlapping, a commit resolves when it is on disk. Batching by turns of the event loop makes a promise
    // that nobody holds, and a failed commit would reject it.
    root = load().open({
      path,
      noSubdir: false,
      maxDbs: 8,
      overlappingSync: false,
      eventTurnBatching: false,
    });
    const table = (name: string) => (root as RootDatabase).openDB({ name });
    const tables = {
      root,
      meta: table('meta'),
      queue: table('queue'),
      leases: table('leases'),
      sent: table('sent'),
      dead: table('dead'),
      holds: table('holds'),
    } as unknown as Tables;
    upgrade(tables, path);
    return tables;
  } catch (error) {
    void root?.close();
    throw error instanceof OutboxError ? error : new OutboxError('unavailable', reasonOf(error, path));
  }
}

function upgrade(tables: Tables, path: string): void {
  const { root, meta } = tables;
  const found = meta.get('layout');
  if (found === layout) return;
  if (found !== undefined && found > layout) {
    throw new OutboxError(
      'unavailable',
      `The outbox at ${path} was written by a newer Twinbeam (layout ${found}, this one knows ${layout}); nothing was changed. Run that version, or give this one a folder of its own.`,
    );
  }
  root.transactionSync(() => {
    for (let step = found ?? layout; step < layout; step++) migrations[step]?.(tables);
    void meta.put('layout', layout);
  });
}

const damagedText = (path: string, said: string): string =>
  `The outbox at ${path} is damaged, or no store of Twinbeam's: ${said}. Its files were left as they are: restore a copy, or move them away to begin anew.`;

function reasonOf(error: unknown, path: string): string {
  const { message = String(error), code } = error as { message?: string; code?: unknown };
  const said = typeof code === 'string' && !message.includes(code) ? `${message} (${code})` : message;
  if (/MDB_INVALID|not an LMDB|MDB_CORRUPTED|MDB_VERSION_MISMATCH|MDB_PAGE_NOTFOUND|not a valid/i.test(said)) {
    return damagedText(path, said);
  }
  if (/EACCES|EROFS|EPERM|permission|read-only/i.test(said)) {
    return `The outbox at ${path} cannot be written: ${said}. Give the process a folder that it may write to.`;
  }
  return `The outbox at ${path} cannot be opened: ${said}. It must be a folder on a local disk; choose one by the option outbox: 'lmdb:PATH'.`;
}

/** What went wrong with a write, as the error that callers know. */
export async function writeError(error: unknown, path: string): Promise<OutboxError> {
  if (error instanceof OutboxError) return error;
  // A failed commit names its reason in a promise of its own.
  const { commitError } = error as { commitError?: unknown };
  const cause = await Promise.resolve(commitError).catch((reason: unknown) => reason);
  const { message = String(cause ?? error) } = (cause ?? error) as { message?: string };
  const full = /MAP_FULL|ENOSPC|EFBIG|EDQUOT|no space|too large|input\/output/i.test(message);
  const advice = full ? ' Is the disk full?' : '';
  return new OutboxError(
    'unavailable',
    `The outbox at ${path} could not be written: ${message}.${advice} What was accepted before is kept.`,
  );
}
