import type { DeadLetter } from '../outbox.js';
import { countOf, type DeadKey, type Tables } from './layout.js';

/** The table of what was set aside. All but `find` run within a transaction. */
export interface DeadLetterTable {
  /** Those of the ids, oldest first; without ids, all. */
  find(ids?: readonly string[]): DeadLetter[];
  add(key: DeadKey, letter: DeadLetter): void;
  /** Keeps them within their bounds. Answers how many had to go. */
  forget(): number;
  /** Takes them out; answers them. */
  remove(ids?: readonly string[]): [key: DeadKey, letter: DeadLetter][];
}

export function createDeadLetterTable(
  { dead }: Tables,
  bounds: { count: number; ms: number },
  now: () => number,
): DeadLetterTable {
  const rows = (ids?: readonly string[]): [DeadKey, DeadLetter][] => {
    const wanted = ids && new Set(ids);
    const found: [DeadKey, DeadLetter][] = [];
    for (const { key, value } of dead.getRange()) if (!wanted || wanted.has(value.id)) found.push([key, value]);
    return found;
  };

  return {
    find: (ids) => rows(ids).map(([, letter]) => letter),
    add: (key, letter) => void dead.put(key, letter),
    forget() {
      const over = countOf(dead) - bounds.count;
      let gone = 0;
      for (const key of dead.getKeys()) {
        if (gone >= over && key[0] > now() - bounds.ms) break;
        void dead.remove(key);
        gone++;
      }
      return gone;
    },
    remove(ids) {
      const found = rows(ids);
      for (const [key] of found) void dead.remove(key);
      return found;
    },
  };
}
