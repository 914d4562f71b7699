import type { DeadLetter } from '../outbox.js';
import { countRows, type DeadLetterKey, type Tables } from './schema.js';

/** A dead letter, and where it stands in the table. */
export interface DeadLetterEntry {
  key: DeadLetterKey;
  deadLetter: DeadLetter;
}

/** The table of the events that were set aside. All but `find` run within a transaction. */
export interface DeadLetterTable {
  /** Returns those with these ids, oldest first; without ids, all. */
  find(ids?: readonly string[]): DeadLetter[];
  add(key: DeadLetterKey, deadLetter: DeadLetter): void;
  /** Removes the oldest that exceed the bounds. Returns how many. */
  keepBounds(): number;
  /** Removes those with these ids; without ids, all. Returns what was removed. */
  remove(ids?: readonly string[]): DeadLetterEntry[];
}

export function createDeadLetterTable(
  { deadLetters }: Tables,
  bounds: { count: number; ms: number },
  now: () => number,
): DeadLetterTable {
  const readEntries = (ids?: readonly string[]): DeadLetterEntry[] => {
    const wanted = ids && new Set(ids);
    const entries: DeadLetterEntry[] = [];
    for (const { key, value } of deadLetters.getRange()) {
      if (!wanted || wanted.has(value.id)) entries.push({ key, deadLetter: value });
    }
    return entries;
  };

  return {
    find: (ids) => readEntries(ids).map(({ deadLetter }) => deadLetter),
    add: (key, deadLetter) => void deadLetters.put(key, deadLetter),
    keepBounds() {
      const excess = countRows(deadLetters) - bounds.count;
      let removed = 0;
      for (const key of deadLetters.getKeys()) {
        if (removed >= excess && key[0] > now() - bounds.ms) break;
        void deadLetters.remove(key);
        removed++;
      }
      return removed;
    },
    remove(ids) {
      const entries = readEntries(ids);
      for (const { key } of entries) void deadLetters.remove(key);
      return entries;
    },
  };
}
