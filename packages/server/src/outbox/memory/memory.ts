import { randomUUID } from 'node:crypto';
import {
  createFullError,
  defaultPageShare,
  type ExceededBound,
  findExceededBound,
  findReachedBound,
  type OutboxUsage,
} from '../bounds.js';
import { createDueWaiters } from '../due-waiters.js';
import { toExpiredDeadLetters } from '../held-events.js';
import { selectQueueName, toQueueName } from '../lanes.js';
import type { Outbox, OutboxEvent } from '../outbox.js';
import { createSteadyClock } from '../steady-clock.js';
import { waitUntilDue } from '../wait-until-due.js';
import { createMemoryDeadLetters } from './dead-letters.js';
import { createMemoryForget } from './forget.js';
import { createMemoryHeldEvents } from './held-events.js';
import { createOpening } from './opening.js';
import { createMemoryPauses } from './pauses.js';
import { createPendingEvents } from './pending-events.js';
import { createMemoryPut } from './put.js';
import { createMemoryQueue, removeEvents } from './queue.js';
import { createSentKeys } from './sent-keys.js';

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
export function createMemoryOutbox(options: MemoryOutboxOptions = {}): Outbox {
  const parts = createParts(options);
  const {
    opening,
    clock,
    pending,
    sent,
    waiters,
    deadLetters,
    held,
    checkSpace,
    checkWritable,
    store,
    wakeFor,
    readUsage,
  } = parts;
  const { now, fromSystem } = clock;
  const storeId = randomUUID();
  const nextDue = (name: string): number | undefined => {
    opening.check();
    return pending.nextDue(name);
  };
  const calls: Pick<
    Outbox,
    | 'ready'
    | 'put'
    | 'checkWritable'
    | 'take'
    | 'extend'
    | 'confirm'
    | 'postpone'
    | 'setAside'
    | 'pixels'
    | 'storeIds'
    | 'stats'
    | 'forget'
  > = {
    ready: async () => undefined,
    async put(events) {
      checkSpace(events);
      return store(events);
    },
    checkWritable: async () => checkWritable(),
    take: async (pixelId, max, leaseMs, { lane = 'page', maxLength } = {}) =>
      pending.lease(toQueueName(pixelId, lane), max, leaseMs, maxLength),
    async extend(ids, leaseMs) {
      const leased = ids.filter(pending.isLeased);
      for (const id of leased) pending.extend(id, leaseMs);
      return leased;
    },
    async confirm(ids, { moved = false } = {}) {
      const removed = removeEvents(pending, ids);
      if (!moved) sent.add(removed);
    },
    async postpone(ids, until, change = {}) {
      for (const id of ids.filter(pending.isLeased)) pending.postpone(id, fromSystem(until), change);
      if (change.lane) waiters.wakeAll();
    },
    setAside: async (ids, reason) => deadLetters.setAside(removeEvents(pending, ids.filter(pending.isLeased)), reason),
    pixels: async () => pending.pixels(),
    storeIds: async () => [storeId],
    async stats() {
      const counts = { pending: pending.size(), quarantined: pending.quarantined(), oldest: pending.oldest() };
      const { bytes } = readUsage();
      return { ...counts, held: held.holds(), deadLetters: deadLetters.size(), bytes, engine: { name: 'memory' } };
    },
    forget: createMemoryForget(pending, held, deadLetters.access),
  };

  return {
    durable: false,
    ...opening.guard(calls),
    waitForDue: (pixelId, signal, lane = 'page') =>
      waitUntilDue({ waiters, nextDue, now }, toQueueName(pixelId, lane), signal),
    pauses: createMemoryPauses(clock),
    deadLetters: opening.guard(deadLetters.access),
    held: held.access,
    queue: opening.guard(createMemoryQueue(pending, wakeFor)),
    onStateChange: () => () => undefined,
    async close() {
      opening.close();
      waiters.wakeAll();
    },
  };
}

/** Creates the parts of an outbox in memory. */
function createParts({
  now: systemNow = Date.now,
  maxPending = 100_000,
  maxBytes = 250_000_000,
  pageShare = defaultPageShare,
  sentMemory = { ms: 48 * hour, count: 100_000 },
}: MemoryOutboxOptions) {
  const clock = createSteadyClock({ now: systemNow });
  const { now } = clock;
  const pending = createPendingEvents(clock);
  const sent = createSentKeys(sentMemory, now);
  const waiters = createDueWaiters();
  const bounds = { maxPending, maxBytes, pageShare };
  const opening = createOpening();
  let sequence = 0;

  const createId = (): string => String(++sequence);
  const wakeFor = (events: readonly OutboxEvent[]): void => waiters.wake(events.map(selectQueueName));
  const deadLetters = createMemoryDeadLetters({
    now: () => clock.toSystem(now()),
    createId,
    restore(events) {
      for (const event of events) pending.add(event);
      wakeFor(events);
    },
  });
  const readUsage = (): OutboxUsage => {
    const deadLetterBytes = deadLetters.bytes();
    const events = pending.size() + pending.quarantined() + held.size();
    return { events, bytes: pending.bytes() + held.bytes() + deadLetterBytes, deadLetterBytes };
  };
  const refuseIfFull = (findBound: (used: OutboxUsage) => ExceededBound | undefined): void => {
    const used = readUsage();
    const exceeded = findBound(used);
    if (exceeded) throw createFullError(exceeded, bounds, used, '');
  };
  const checkSpace = (events: readonly OutboxEvent[]): void =>
    refuseIfFull((used) => findExceededBound(bounds, used, events));
  const checkWritable = (): void => refuseIfFull((used) => findReachedBound(bounds, used));
  const store = createMemoryPut({ pending, sent, createId, now, wakeFor });
  const held = createMemoryHeldEvents({
    now: () => clock.toSystem(now()),
    checkOpen: opening.check,
    checkSpace,
    release: store,
    expire: (hold) =>
      deadLetters.store(toExpiredDeadLetters(hold, clock.toSystem(now())).map((one) => ({ ...one, id: createId() }))),
  });

  return {
    ...{ opening, clock, pending, sent, waiters, deadLetters, held },
    ...{ checkSpace, checkWritable, store, wakeFor, readUsage },
  };
}
