import { toEventKey } from '../fingerprint.js';
import { type Lane, parseQueueName, selectLane, toQueueName } from '../lanes.js';
import type { DeadReason, OutboxEvent, QueuedEvent, StoredEvent } from '../outbox.js';
import type { SteadyClock } from '../steady-clock.js';

/** The events that are pending, in the order of sending. */
export interface PendingEvents {
  /** Returns the number of events in the lanes but the quarantine. */
  size(): number;
  quarantined(): number;
  /** Returns the pending event with the same pixel, name and id. */
  find(event: OutboxEvent): StoredEvent | undefined;
  /** Adds an event, due at once. */
  add(event: StoredEvent): void;
  remove(id: string): StoredEvent | undefined;
  /** Leases events of the queue with this name. */
  lease(name: string, max: number, leaseMs: number, maxLength?: number): StoredEvent[];
  /** Returns whether an event was taken and its lease has not run out. */
  isLeased(id: string): boolean;
  extend(id: string, leaseMs: number): void;
  /** Ends the lease of an event, which is due again at a time in milliseconds since 1970. */
  postpone(id: string, until: number): void;
  countAttempt(id: string): void;
  /** Moves an event to another lane. */
  move(id: string, lane: Lane): void;
  countRefusal(id: string, refusal: DeadReason): void;
  /** Returns up to `limit` events, the quarantined first. */
  list(limit: number): QueuedEvent[];
  /** Returns when the next event of a queue may be taken, or an earlier moment that is past already. */
  nextDue(name: string): number | undefined;
  pixels(): string[];
  /** Returns when the oldest was stored, in milliseconds since 1970. */
  oldest(): number | undefined;
}

interface Entry {
  event: StoredEvent;
  /** When it may be taken, in milliseconds since 1970. */
  due: number;
  isTaken: boolean;
  lane: Lane;
}

export function createPendingEvents({ now, toSystem }: SteadyClock): PendingEvents {
  const entries = new Map<string, Entry>();
  const byKey = new Map<string, StoredEvent>();
  /** Entries by the queue's name and id, oldest first. */
  const queues = new Map<string, Map<string, Entry>>();
  let quarantined = 0;

  const enqueue = (entry: Entry): void => {
    const { event, lane } = entry;
    const name = toQueueName(event.pixelId, lane);
    const queue = queues.get(name) ?? new Map<string, Entry>();
    queues.set(name, queue.set(event.id, entry));
    if (lane === 'quarantine') quarantined++;
  };
  const dequeue = ({ event, lane }: Entry): void => {
    queues.get(toQueueName(event.pixelId, lane))?.delete(event.id);
    if (lane === 'quarantine') quarantined--;
  };

  return {
    size: () => entries.size - quarantined,
    quarantined: () => quarantined,
    find: (event) => byKey.get(toEventKey(event)),
    add(event) {
      const entry = { event, due: now(), isTaken: false, lane: selectLane(event) };
      entries.set(event.id, entry);
      byKey.set(toEventKey(event), event);
      enqueue(entry);
    },
    remove(id) {
      const entry = entries.get(id);
      if (!entry) return undefined;
      const { event } = entry;
      entries.delete(id);
      dequeue(entry);
      if (byKey.get(toEventKey(event)) === event) byKey.delete(toEventKey(event));
      return event;
    },
    lease(name, max, leaseMs, maxLength = Number.POSITIVE_INFINITY) {
      const leased: StoredEvent[] = [];
      let length = 0;
      for (const entry of queues.get(name)?.values() ?? []) {
        if (leased.length >= max) break;
        if (entry.due > now()) continue;
        length += entry.event.json.length;
        if (length > maxLength && leased.length > 0) break;
        entry.due = now() + leaseMs;
        entry.isTaken = true;
        leased.push({ ...entry.event });
      }
      return leased;
    },
    isLeased(id) {
      const { isTaken = false, due = 0 } = entries.get(id) ?? {};
      return isTaken && due > now();
    },
    extend(id, leaseMs) {
      const entry = entries.get(id);
      if (entry) entry.due = now() + leaseMs;
    },
    postpone(id, until) {
      const entry = entries.get(id);
      if (entry) Object.assign(entry, { due: until, isTaken: false });
    },
    countAttempt(id) {
      const entry = entries.get(id);
      if (!entry) return;
      entry.event.attempts++;
      entry.event.firstTriedAt ??= now();
    },
    move(id, lane) {
      const entry = entries.get(id);
      if (!entry) return;
      dequeue(entry);
      entry.lane = lane;
      enqueue(entry);
    },
    countRefusal(id, refusal) {
      const entry = entries.get(id);
      if (entry) Object.assign(entry.event, { refusals: (entry.event.refusals ?? 0) + 1, refusal });
    },
    list(limit) {
      const all = [...entries.values()];
      const isQuarantined = ({ lane }: Entry): boolean => lane === 'quarantine';
      const ordered = [...all.filter(isQuarantined), ...all.filter((entry) => !isQuarantined(entry))];
      return ordered.slice(0, limit).map(({ event, lane, due }) => ({ ...event, lane, dueAt: toSystem(due) }));
    },
    nextDue(name) {
      let next: number | undefined;
      for (const { due } of queues.get(name)?.values() ?? []) {
        if (due <= now()) return due;
        if (next === undefined || due < next) next = due;
      }
      return next;
    },
    pixels() {
      const pixelIds = new Set<string>();
      for (const [name, { size }] of queues) {
        const { pixelId, lane } = parseQueueName(name);
        if (size > 0 && lane !== 'quarantine') pixelIds.add(pixelId);
      }
      return [...pixelIds];
    },
    oldest() {
      for (const { event, lane } of entries.values()) if (lane !== 'quarantine') return toSystem(event.storedAt);
      return undefined;
    },
  };
}
