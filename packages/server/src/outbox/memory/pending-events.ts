import { toAddedUsage } from '../bounds.js';
import { toEventKey } from '../fingerprint.js';
import { selectLane } from '../lanes.js';
import type { OutboxEvent, PostponeOptions, QueuedEvent, StoredEvent } from '../outbox.js';
import type { SteadyClock } from '../steady-clock.js';
import { toPostponed } from '../to-postponed.js';
import { createLaneQueues, type Entry, readAvailableAt } from './lane-queues.js';
import { leaseDue } from './lease-due.js';

/** The events that are pending, in the order of sending. */
export interface PendingEvents {
  /** Returns the number of events in all lanes except the quarantine. */
  size(): number;
  quarantined(): number;
  /** Returns the bytes of all events. */
  bytes(): number;
  /** Returns the pending event with the same pixel, name and id. */
  find(event: OutboxEvent): StoredEvent | undefined;
  /** Adds an event, due at once. */
  add(event: StoredEvent): void;
  remove(id: string): StoredEvent | undefined;
  /** Leases events of the queue with this name. */
  lease(name: string, max: number, leaseMs: number, maxLength?: number): StoredEvent[];
  /** Returns whether an event is leased. */
  isLeased(id: string): boolean;
  extend(id: string, leaseMs: number): void;
  /** Ends the lease of an event, and makes it due at a time of the steady clock. */
  postpone(id: string, until: number, options: PostponeOptions): void;
  /** Returns up to `limit` events, the quarantined ones first. */
  list(limit: number): QueuedEvent[];
  /** Returns when the next event of a queue may be taken; any time in the past if one may be taken now. */
  nextDue(name: string): number | undefined;
  pixels(): string[];
  /** Returns when the oldest pending event was stored, in milliseconds since 1970. */
  oldest(): number | undefined;
}

export function createPendingEvents({ now, toSystem }: SteadyClock): PendingEvents {
  const entries = new Map<string, Entry>();
  const byKey = new Map<string, StoredEvent>();
  const queues = createLaneQueues();
  let bytes = 0;

  return {
    size: () => entries.size - queues.quarantined(),
    quarantined: queues.quarantined,
    bytes: () => bytes,
    find: (event) => byKey.get(toEventKey(event)),
    add(event) {
      const entry: Entry = { event, due: now(), lane: selectLane(event) };
      entries.set(event.id, entry);
      bytes += toAddedUsage([event]).bytes;
      byKey.set(toEventKey(event), event);
      queues.add(entry);
    },
    remove(id) {
      const entry = entries.get(id);
      if (!entry) return undefined;
      const { event } = entry;
      entries.delete(id);
      bytes -= toAddedUsage([event]).bytes;
      queues.remove(entry);
      if (byKey.get(toEventKey(event)) === event) byKey.delete(toEventKey(event));
      return event;
    },
    lease: (name, maxEvents, leaseMs, maxLength = Number.POSITIVE_INFINITY) =>
      leaseDue(queues, { name, maxEvents, maxLength, leaseMs, now: now() }),
    isLeased: (id) => (entries.get(id)?.leasedUntil ?? 0) > now(),
    extend(id, leaseMs) {
      const entry = entries.get(id);
      if (entry) entry.leasedUntil = now() + leaseMs;
    },
    postpone(id, until, options) {
      const entry = entries.get(id);
      if (!entry) return;
      const { lane } = options;
      entry.due = until;
      entry.leasedUntil = undefined;
      // Changed in place, because `byKey` has the same object.
      Object.assign(entry.event, toPostponed(entry.event, options, now()));
      if (!lane) return;
      queues.remove(entry);
      entry.lane = lane;
      queues.add(entry);
    },
    list(limit) {
      const all = [...entries.values()];
      const isQuarantined = ({ lane }: Entry): boolean => lane === 'quarantine';
      const ordered = [...all.filter(isQuarantined), ...all.filter((entry) => !isQuarantined(entry))];
      return ordered.slice(0, limit).map(({ event, lane, due }) => ({ ...event, lane, dueAt: toSystem(due) }));
    },
    nextDue: (name) => findNextDue(queues.readOldest(name), now()),
    pixels: queues.pixels,
    oldest() {
      for (const { event, lane } of entries.values()) if (lane !== 'quarantine') return toSystem(event.storedAt);
      return undefined;
    },
  };
}

function findNextDue(entries: Iterable<Entry>, now: number): number | undefined {
  let next: number | undefined;
  for (const entry of entries) {
    const availableAt = readAvailableAt(entry);
    if (availableAt <= now) return availableAt;
    if (next === undefined || availableAt < next) next = availableAt;
  }
  return next;
}
