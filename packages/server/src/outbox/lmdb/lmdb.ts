import type { Logger } from '../../log/logger.js';
import { defaultPageShare } from '../bounds.js';
import type { Outbox } from '../outbox.js';
import { withIdCheck } from '../with-id-check.js';
import { createConfirm } from './confirm.js';
import { createLmdbDeadLetters } from './dead-letters.js';
import { createDiskSpace } from './disk-space.js';
import { createDiskWrites } from './disk-writes.js';
import { createForget } from './forget.js';
import { createLmdbHeldEvents } from './held-events.js';
import { createPauses } from './pauses.js';
import { createPostpone } from './postpone.js';
import { createPut } from './put.js';
import { createLmdbQueue } from './queue.js';
import { createSetAside } from './set-aside.js';
import { readPixels, readStats } from './stats.js';
import { openStore } from './store.js';
import { createTake } from './take.js';
import { createWaitForDue } from './wait-for-due.js';
import { createLmdbWithdrawals } from './withdrawals.js';

/**
 * Location of an outbox on disk, and its bounds.
 *
 * @example
 * const options: LmdbOutboxOptions = { path: '/var/lib/shop/twinbeam', reserveBytes: 1_000_000_000 };
 */
export interface LmdbOutboxOptions {
  /** A folder on a local disk, created if it is missing. Processes of one host may share it. */
  path: string;
  /** Events that may be pending or quarantined at once; more are refused. Default 5,000,000. */
  maxPending?: number;
  /** Bytes that these events and the dead letters may use; more are refused. Default 10,000,000,000. */
  maxBytes?: number;
  /** Share of both that events of pages and SDKs may fill; server code may fill all. Default 0.75. */
  pageShare?: number;
  /** Bytes that must stay free on the disk; with fewer, no event is accepted. Default 64 MB. */
  reserveBytes?: number;
  /**
   * For how many milliseconds, and for how many events of pages, the outbox knows that it has accepted or sent them.
   * Default 48 hours, 100,000. Events of server code and purchases are always known for 48 hours, by an index on disk.
   */
  sentMemory?: { ms: number; count: number };
  /** The clock, in milliseconds since 1970; for tests. Default `Date.now`. */
  now?: () => number;
  /** Gets the warning that others can read the folder. Default: it is a warning of the process. */
  logger?: Logger | undefined;
}

const hour = 3_600_000;

/**
 * Opens an outbox on the local disk, in LMDB. What `put` has stored survives a kill of the process and, if the disk
 * really syncs when it says so, a loss of power. Throws `OutboxError` when the folder cannot be used.
 *
 * @example
 * createTwinbeam({ outbox: createLmdbOutbox({ path: '/var/lib/shop/twinbeam', maxPending: 1_000_000 }) });
 */
export function createLmdbOutbox({
  path,
  maxPending = 5_000_000,
  maxBytes = 10_000_000_000,
  pageShare = defaultPageShare,
  reserveBytes = 64_000_000,
  sentMemory = { ms: 48 * hour, count: 100_000 },
  now = Date.now,
  logger,
}: LmdbOutboxOptions): Outbox {
  const store = openStore({ path, sentMemory, now, logger });
  const space = createDiskSpace(store.tables, path, { maxPending, maxBytes, pageShare, reserveBytes });
  const disk = createDiskWrites(store);

  return {
    durable: true,
    ready: async () => store.checkOpen(),
    put: createPut(store, space, disk),
    async checkWritable() {
      store.checkOpen();
      space.check();
      await disk.probe();
    },
    take: createTake(store),
    extend: (ids, leaseMs) => store.change(() => store.leases.extend(ids, leaseMs)),
    confirm: createConfirm(store),
    postpone: createPostpone(store),
    setAside: createSetAside(store),
    waitForDue: createWaitForDue(store),
    pauses: createPauses(store),
    withdrawals: createLmdbWithdrawals(store),
    pixels: () => readPixels(store),
    async storeIds() {
      store.checkOpen();
      return [store.id];
    },
    stats: () => readStats(store),
    deadLetters: withIdCheck(createLmdbDeadLetters(store)),
    held: createLmdbHeldEvents(store, space),
    queue: withIdCheck(createLmdbQueue(store)),
    forget: createForget(store),
    onStateChange: () => () => undefined,
    close: () => store.close(),
  };
}
