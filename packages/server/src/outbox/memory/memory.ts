import { randomUUID } from 'node:crypto';
import { defaultPageShare } from '../bounds.js';
import { createKnownWithdrawals } from '../known-withdrawals.js';
import { toQueueName } from '../lanes.js';
import type { Outbox } from '../outbox.js';
import { waitUntilDue } from '../wait-until-due.js';
import { withIdCheck } from '../with-id-check.js';
import { createMemoryForget } from './forget.js';
import { createMemoryPauses } from './pauses.js';
import { createMemoryQueue, removeEvents } from './queue.js';
import { createMemoryStore } from './store.js';

/**
 * Bounds of an outbox in memory.
 *
 * @example
 * const options: MemoryOutboxOptions = { maxPending: 1_000 };
 */
export interface MemoryOutboxOptions {
  /** The clock, in milliseconds since 1970; for tests. Default `Date.now`. */
  now?: () => number;
  /** Events that may be pending or quarantined at once; more are refused. Default 100,000. */
  maxPending?: number;
  /** Bytes that these events and the dead letters may use; more are refused. Default 250,000,000. */
  maxBytes?: number;
  /** Share of both that events of pages and SDKs may fill; server code may fill all. Default 0.75. */
  pageShare?: number;
  /**
   * For how many milliseconds, and for how many events, the outbox remembers that they were sent. The number applies to
   * events of server code and purchases, and again to all other events. Default 48 hours, in which Meta compares ids,
   * and 100,000.
   */
  sentMemory?: { ms: number; count: number };
}

const hour = 3_600_000;

/**
 * Creates an outbox in memory, for tests and short-lived hosts. Events that have not been sent when the process ends
 * are lost, so call `twinbeam.close()` at the end.
 *
 * @example
 * createTwinbeam({ outbox: createMemoryOutbox({ maxPending: 1_000 }) });
 */
export function createMemoryOutbox({
  now = Date.now,
  maxPending = 100_000,
  maxBytes = 250_000_000,
  pageShare = defaultPageShare,
  sentMemory = { ms: 48 * hour, count: 100_000 },
}: MemoryOutboxOptions = {}): Outbox {
  const store = createMemoryStore({ now, bounds: { maxPending, maxBytes, pageShare }, sentMemory });
  const { opening, clock, pending, waiters, deadLetters, held } = store;
  const storeId = randomUUID();
  const nextDue = (name: string): number | undefined => {
    opening.check();
    return pending.nextDue(name);
  };
  const calls = {
    ready: async () => undefined,
    async put(events) {
      store.checkSpace(events);
      return store.put(events);
    },
    checkWritable: async () => store.checkWritable(),
    take: async (pixelId, max, leaseMs, { lane = 'page', maxLength } = {}) =>
      pending.lease(toQueueName(pixelId, lane), max, leaseMs, maxLength),
    async extend(ids, leaseMs) {
      const leased = ids.filter(pending.isLeased);
      for (const id of leased) pending.extend(id, leaseMs);
      return leased;
    },
    async confirm(ids, { moved = false } = {}) {
      const removed = removeEvents(pending, ids);
      if (!moved) store.sent.add(removed);
    },
    async postpone(ids, until, change = {}) {
      for (const id of ids.filter(pending.isLeased)) pending.postpone(id, clock.fromSystem(until), change);
      if (change.lane) waiters.wakeAll();
    },
    setAside: async (ids, reason) => deadLetters.setAside(removeEvents(pending, ids.filter(pending.isLeased)), reason),
    pixels: async () => pending.pixels(),
    storeIds: async () => [storeId],
    async stats() {
      const counts = { pending: pending.size(), quarantined: pending.quarantined(), oldest: pending.oldest() };
      const { bytes } = store.readUsage();
      return { ...counts, held: held.holds(), deadLetters: deadLetters.size(), bytes, engine: { name: 'memory' } };
    },
    forget: createMemoryForget(pending, held, deadLetters.access),
  } satisfies Partial<Outbox>;

  return {
    durable: false,
    ...opening.guard(calls),
    waitForDue: (pixelId, signal, lane = 'page') =>
      waitUntilDue({ waiters, nextDue, now: clock.now }, toQueueName(pixelId, lane), signal),
    pauses: createMemoryPauses(clock),
    withdrawals: createKnownWithdrawals(clock),
    deadLetters: opening.guard(withIdCheck(deadLetters.access)),
    held: held.access,
    queue: opening.guard(withIdCheck(createMemoryQueue(pending, store.wakeFor))),
    onStateChange: () => () => undefined,
    async close() {
      opening.close();
      waiters.wakeAll();
    },
  };
}
