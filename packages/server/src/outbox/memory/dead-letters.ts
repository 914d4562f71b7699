import { toEventKey } from '../fingerprint.js';
import type { DeadLetter, DeadLetters, DeadReason, StoredEvent } from '../outbox.js';

/** The dead letters of an outbox in memory. */
export interface MemoryDeadLetters {
  access: DeadLetters;
  size(): number;
  /** Adds events, and removes the oldest dead letters that exceed the bounds. Returns how many were removed. */
  setAside(events: readonly StoredEvent[], reason: DeadReason): number;
}

/** Parts of an outbox in memory that its dead letters use. */
export interface MemoryDeadLetterOptions {
  bounds: { count: number; ms: number };
  now: () => number;
  createId: () => string;
  /** Puts events back into the outbox. */
  restore(events: readonly StoredEvent[]): void;
}

export function createMemoryDeadLetters(options: MemoryDeadLetterOptions): MemoryDeadLetters {
  const { bounds, now, createId, restore } = options;
  const deadLetters = new Map<string, DeadLetter>();

  const select = (ids: readonly string[] | undefined): DeadLetter[] =>
    [...deadLetters.values()].filter(({ id }) => !ids || ids.includes(id));
  const remove = (ids: readonly string[] | undefined): DeadLetter[] => {
    const removed = select(ids);
    for (const { id } of removed) deadLetters.delete(id);
    return removed;
  };
  const toKey = (deadLetter: DeadLetter): string => `${deadLetter.setAsideAt} ${toEventKey(deadLetter)}`;

  return {
    size: () => deadLetters.size,
    setAside(events, reason) {
      for (const event of events) {
        const firstTriedAt = event.firstTriedAt ?? reason.lastTriedAt;
        const tried = firstTriedAt === undefined ? {} : { firstTriedAt };
        deadLetters.set(event.id, { ...event, ...reason, ...tried, setAsideAt: now() });
      }
      const before = deadLetters.size;
      for (const [id, { setAsideAt }] of deadLetters) {
        if (deadLetters.size <= bounds.count && setAsideAt > now() - bounds.ms) break;
        deadLetters.delete(id);
      }
      return before - deadLetters.size;
    },
    access: {
      list: async () => [...deadLetters.values()],
      show: async (id) => deadLetters.get(id),
      async replay(ids) {
        const removed = remove(ids);
        restore(
          removed.map(({ id, pixelId, name, eventId, source = 'page', expiresAt, json, storedAt, testEventCode }) => {
            const event = { id, pixelId, name, eventId, source, expiresAt, json, storedAt, attempts: 0 };
            return testEventCode === undefined ? event : { ...event, testEventCode };
          }),
        );
        return removed.length;
      },
      drop: async (ids) => remove(ids).length,
      async add(added) {
        const known = new Set([...deadLetters.values()].map(toKey));
        for (const deadLetter of added) {
          if (known.has(toKey(deadLetter))) continue;
          const id = createId();
          deadLetters.set(id, { ...deadLetter, id });
        }
      },
    },
  };
}
