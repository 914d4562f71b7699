import type { DeadLetter } from '../outbox.js';
import { type DeadLetterKey, parseDeadLetter, type Tables } from './schema.js';

/** A dead letter and its key. */
export interface DeadLetterEntry {
  key: DeadLetterKey;
  deadLetter: DeadLetter;
}

/** Ids of dead letters, or `all`. */
export type DeadLetterIds = readonly string[] | 'all';

/** The table of dead letters. Its changes run within a transaction. */
export interface DeadLetterTable {
  /** Returns up to `limit` dead letters with these ids, oldest first. */
  find(ids: DeadLetterIds, limit?: number): DeadLetter[];
  /** Returns the dead letters that were set aside at a moment. */
  findAt(setAsideAt: number): DeadLetter[];
  countBefore(time: number): number;
  add(key: DeadLetterKey, deadLetter: DeadLetter): void;
  /** Removes the dead letters with these ids, and returns how many. */
  remove(ids: DeadLetterIds): number;
  /** Removes the dead letters with these ids that can be sent, and returns them. */
  removeSendable(ids: DeadLetterIds): DeadLetterEntry[];
  /** Removes the dead letters that were set aside before a time, and returns how many. */
  removeBefore(time: number): number;
}

export function createDeadLetterTable({ deadLetters }: Tables): DeadLetterTable {
  const readEntries = (ids: DeadLetterIds, limit = Number.POSITIVE_INFINITY): DeadLetterEntry[] => {
    const wanted = ids === 'all' ? undefined : new Set(ids);
    const entries: DeadLetterEntry[] = [];
    for (const { key, value } of deadLetters.getRange()) {
      if (entries.length >= Math.min(limit, wanted?.size ?? limit)) break;
      const deadLetter = parseDeadLetter(key, value);
      if (!wanted || wanted.has(deadLetter.id)) entries.push({ key, deadLetter });
    }
    return entries;
  };
  const removeEntries = (entries: DeadLetterEntry[]): DeadLetterEntry[] => {
    for (const { key } of entries) void deadLetters.remove(key);
    return entries;
  };
  const toRange = (time: number): { end: DeadLetterKey } => ({ end: [time, 0, 0] });

  return {
    find: (ids, limit) => readEntries(ids, limit).map(({ deadLetter }) => deadLetter),
    findAt(setAsideAt) {
      const rows = deadLetters.getRange({
        start: [setAsideAt, 0, 0],
        end: [setAsideAt, Number.MAX_VALUE, 0],
      });
      return Array.from(rows, ({ key, value }) => parseDeadLetter(key, value));
    },
    countBefore: (time) => deadLetters.getKeysCount(toRange(time)),
    add: (key, deadLetter) => void deadLetters.put(key, deadLetter),
    remove: (ids) => removeEntries(readEntries(ids)).length,
    // The pixel of a row that cannot be read is unknown, so no dispatcher would take the event.
    removeSendable: (ids) => removeEntries(readEntries(ids).filter(({ deadLetter }) => deadLetter.pixelId !== '')),
    removeBefore(time) {
      const keys = [...deadLetters.getKeys(toRange(time))];
      for (const key of keys) void deadLetters.remove(key);
      return keys.length;
    },
  };
}
