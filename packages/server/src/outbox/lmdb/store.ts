import type { Logger } from '../../log/logger.js';
import type { DueWaiters } from '../due-waiters.js';
import { createDueWaiters } from '../due-waiters.js';
import { createClosedError } from '../outbox.js';
import { type AcceptedIndex, createAcceptedIndex } from './accepted-index.js';
import { createDeadLetterTable, type DeadLetterTable } from './dead-letter-table.js';
import { toWriteError } from './errors.js';
import { createKnownEvents, type KnownEvents } from './known-events.js';
import { createLeases, type Leases } from './leases.js';
import type { Tables } from './schema.js';
import { shareTables } from './share-tables.js';
import { openStoreClock, type StoreClock } from './store-clock.js';

/** State that the operations of the outbox share: the tables, and what this process knows about them. */
export interface LmdbStore {
  path: string;
  tables: Tables;
  /** The id of the store. It is derived from its file, so a copy of the folder has another id. */
  id: string;
  /** The clock of the store; `now` is its time. */
  clock: StoreClock;
  now: () => number;
  /** Number of this process among those that share the store. */
  writer: number;
  leases: Leases;
  known: KnownEvents;
  accepted: AcceptedIndex;
  deadLetters: DeadLetterTable;
  waiters: DueWaiters;
  /** Puts that are not on disk yet, by fingerprint and by whether they come from server code. */
  writing: Map<string, Promise<void>>;
  nextSequence(): number;
  isOpen(): boolean;
  /** Throws `OutboxError` once the store is closed. */
  checkOpen(): void;
  /** Runs a change of several tables as a transaction; resolves when it is on disk. */
  change<Result>(run: () => Result): Promise<Result>;
  close(): Promise<void>;
}

export interface LmdbStoreOptions {
  path: string;
  sentMemory: { ms: number; count: number };
  now: () => number;
  logger: Logger | undefined;
}

/** Opens a store. Throws `OutboxError` when the folder cannot be used. */
export function openStore({ path, sentMemory, logger, ...options }: LmdbStoreOptions): LmdbStore {
  const { tables, fileId, close: closeTables } = shareTables(path, logger);
  const clock = openStoreClock(tables, options.now);
  const { now } = clock;
  const writer = Math.floor(Math.random() * 2 ** 31);
  const waiters = createDueWaiters();
  const writing = new Map<string, Promise<void>>();
  const accepted = createAcceptedIndex(tables, now);
  let sequence = 0;
  let closing: Promise<void> | undefined;

  const checkOpen = (): void => {
    if (closing) throw createClosedError();
  };

  return {
    path,
    tables,
    id: `lmdb ${fileId}`,
    clock,
    now,
    writer,
    leases: createLeases(tables, writer, now),
    known: createKnownEvents(tables, sentMemory, now, accepted),
    accepted,
    deadLetters: createDeadLetterTable(tables),
    waiters,
    writing,
    nextSequence() {
      clock.save();
      return ++sequence;
    },
    isOpen: () => closing === undefined,
    checkOpen,
    async change(run) {
      checkOpen();
      clock.save();
      try {
        return await tables.root.transaction(run);
      } catch (error) {
        throw await toWriteError(error, path);
      }
    },
    close() {
      closing ??= Promise.allSettled(writing.values()).then(closeTables);
      waiters.wakeAll();
      return closing;
    },
  };
}
