import {
  createFullError,
  type ExceededBound,
  findExceededBound,
  findReachedBound,
  type OutboxBounds,
  type OutboxUsage,
} from '../bounds.js';
import { createDueWaiters, type DueWaiters } from '../due-waiters.js';
import { toExpiredDeadLetters } from '../held-events.js';
import { selectQueueName } from '../lanes.js';
import type { OutboxEvent, PutResult } from '../outbox.js';
import { createSteadyClock, type SteadyClock } from '../steady-clock.js';
import { createMemoryDeadLetters, type MemoryDeadLetters } from './dead-letters.js';
import { createMemoryHeldEvents, type MemoryHeldEvents } from './held-events.js';
import { createOpening, type Opening } from './opening.js';
import { createPendingEvents, type PendingEvents } from './pending-events.js';
import { createMemoryPut } from './put.js';
import { createSentKeys, type SentKeys } from './sent-keys.js';

/** State that the operations of the outbox share. */
export interface MemoryStore {
  opening: Opening;
  clock: SteadyClock;
  pending: PendingEvents;
  sent: SentKeys;
  waiters: DueWaiters;
  deadLetters: MemoryDeadLetters;
  held: MemoryHeldEvents;
  readUsage(): OutboxUsage;
  /** Throws `OutboxError` when these events exceed the bounds. */
  checkSpace(events: readonly OutboxEvent[]): void;
  /** Throws `OutboxError` when not even the smallest event of a page fits. */
  checkWritable(): void;
  /** Stores events, regardless of the bounds. */
  put(events: readonly OutboxEvent[]): PutResult[];
  /** Wakes the callers that wait for the queues of these events. */
  wakeFor(events: readonly OutboxEvent[]): void;
}

export interface MemoryStoreOptions {
  /** The system clock, in milliseconds since 1970. */
  now: () => number;
  bounds: OutboxBounds;
  sentMemory: { ms: number; count: number };
}

export function createMemoryStore({ now: systemNow, bounds, sentMemory }: MemoryStoreOptions): MemoryStore {
  const clock = createSteadyClock({ now: systemNow });
  const { now } = clock;
  const pending = createPendingEvents(clock);
  const sent = createSentKeys(sentMemory, now);
  const waiters = createDueWaiters();
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
  const put = createMemoryPut({ pending, sent, createId, now, wakeFor });
  const held = createMemoryHeldEvents({
    now: () => clock.toSystem(now()),
    checkOpen: opening.check,
    checkSpace,
    release: put,
    expire: (hold) =>
      deadLetters.store(toExpiredDeadLetters(hold, clock.toSystem(now())).map((one) => ({ ...one, id: createId() }))),
  });

  return {
    opening,
    clock,
    pending,
    sent,
    waiters,
    deadLetters,
    held,
    readUsage,
    checkSpace,
    checkWritable: () => refuseIfFull((used) => findReachedBound(bounds, used)),
    put,
    wakeFor,
  };
}
