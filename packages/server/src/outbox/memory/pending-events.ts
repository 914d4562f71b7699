import { toEventKey } from '../fingerprint.js';
import type { OutboxEvent, StoredEvent } from '../outbox.js';

/** The events that are pending, in the order of sending. */
export interface PendingEvents {
  size(): number;
  has(event: OutboxEvent): boolean;
  /** Adds an event, due at once. */
  add(event: StoredEvent): void;
  remove(id: string): StoredEvent | undefined;
  lease(pixelId: string, max: number, leaseMs: number, maxLength?: number): StoredEvent[];
  /** Returns whether an event was taken and its lease has not run out. */
  isLeased(id: string): boolean;
  extend(id: string, leaseMs: number): void;
  /** Ends the lease of an event, which is due again at a time in milliseconds since 1970. */
  postpone(id: string, until: number): void;
  countAttempt(id: string): void;
  /** Returns when the next event of a pixel may be taken, or an earlier moment that is past already. */
  nextDue(pixelId: string): number | undefined;
  pixels(): string[];
  /** Returns when the oldest was stored, in milliseconds since 1970. */
  oldest(): number | undefined;
}

interface Entry {
  event: StoredEvent;
  /** When it may be taken, in milliseconds since 1970. */
  due: number;
  isTaken: boolean;
}

export function createPendingEvents(now: () => number): PendingEvents {
  const entries = new Map<string, Entry>();
  const keys = new Set<string>();
  /** Entries by pixel and id, oldest first. */
  const queues = new Map<string, Map<string, Entry>>();

  return {
    size: () => entries.size,
    has: (event) => keys.has(toEventKey(event)),
    add(event) {
      const entry = { event, due: now(), isTaken: false };
      entries.set(event.id, entry);
      keys.add(toEventKey(event));
      const queue = queues.get(event.pixelId) ?? new Map<string, Entry>();
      queues.set(event.pixelId, queue.set(event.id, entry));
    },
    remove(id) {
      const event = entries.get(id)?.event;
      if (!event) return undefined;
      entries.delete(id);
      queues.get(event.pixelId)?.delete(id);
      keys.delete(toEventKey(event));
      return event;
    },
    lease(pixelId, max, leaseMs, maxLength = Number.POSITIVE_INFINITY) {
      const leased: StoredEvent[] = [];
      let length = 0;
      for (const entry of queues.get(pixelId)?.values() ?? []) {
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
    nextDue(pixelId) {
      let next: number | undefined;
      for (const { due } of queues.get(pixelId)?.values() ?? []) {
        if (due <= now()) return due;
        if (next === undefined || due < next) next = due;
      }
      return next;
    },
    pixels: () => [...queues].flatMap(([pixelId, { size }]) => (size > 0 ? [pixelId] : [])),
    oldest: () => entries.values().next().value?.event.storedAt,
  };
}
