import { toAddedUsage } from '../bounds.js';
import { toEventKey } from '../fingerprint.js';
import type { DeadLetter, DeadLetters, FailureReason, StoredEvent } from '../outbox.js';
import { toDeadLetter } from '../to-dead-letter.js';
import { toIds } from '../to-ids.js';

/** The dead letters of an outbox in memory. */
export interface MemoryDeadLetters {
  access: DeadLetters;
  size(): number;
  bytes(): number;
  setAside(events: readonly StoredEvent[], reason: FailureReason): void;
  store(deadLetters: readonly DeadLetter[]): void;
}

/** Parts of an outbox in memory that its dead letters use. */
export interface MemoryDeadLetterOptions {
  now: () => number;
  createId: () => string;
  /** Puts events back into the outbox. */
  restore(events: readonly StoredEvent[]): void;
}

export function createMemoryDeadLetters({ now, createId, restore }: MemoryDeadLetterOptions): MemoryDeadLetters {
  const stored = new Map<string, DeadLetter>();
  let bytes = 0;

  const store = (deadLetter: DeadLetter): void => {
    stored.set(deadLetter.id, deadLetter);
    bytes += toAddedUsage([deadLetter]).bytes;
  };
  const selectBefore = (time: number): string[] =>
    toIds([...stored.values()].filter(({ setAsideAt }) => setAsideAt < time));
  const readAllIds = (): string[] => [...stored.keys()];
  const remove = (ids: readonly string[]): DeadLetter[] => {
    const removed = [...new Set(ids)].flatMap((id) => stored.get(id) ?? []);
    for (const { id } of removed) stored.delete(id);
    bytes -= toAddedUsage(removed).bytes;
    return removed;
  };
  const toKey = (deadLetter: DeadLetter): string => `${deadLetter.setAsideAt} ${toEventKey(deadLetter)}`;

  return {
    size: () => stored.size,
    bytes: () => bytes,
    store: (deadLetters) => deadLetters.forEach(store),
    setAside(events, reason) {
      for (const event of events) store(toDeadLetter(event, reason, now()));
    },
    access: {
      list: async (limit) => [...stored.values()].slice(0, limit),
      show: async (id) => stored.get(id),
      async replay(ids) {
        const removed = remove(ids ?? readAllIds());
        restore(
          removed.map(({ id, pixelId, name, eventId, source = 'page', expiresAt, json, storedAt, testEventCode }) => {
            const event = { id, pixelId, name, eventId, source, expiresAt, json, storedAt, attempts: 0 };
            return testEventCode === undefined ? event : { ...event, testEventCode };
          }),
        );
        return removed.length;
      },
      drop: async (ids) => remove(ids).length,
      dropAll: async () => remove(readAllIds()).length,
      countBefore: async (time) => selectBefore(time).length,
      dropBefore: async (time) => remove(selectBefore(time)).length,
      async add(added) {
        const known = new Set([...stored.values()].map(toKey));
        for (const deadLetter of added) {
          if (!known.has(toKey(deadLetter))) store({ ...deadLetter, id: createId() });
        }
      },
    },
  };
}
