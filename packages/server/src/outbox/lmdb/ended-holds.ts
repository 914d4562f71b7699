import { endedMemoryMs, type HoldEnd } from '../held-events.js';
import type { EndedHoldKey, Tables } from './schema.js';

/** The ends of holds, each by its day, so that old ones are removed day by day. */
export interface EndedHolds {
  /** Returns how the hold of a key has ended; undefined of one that has not, or too long ago. */
  find(key: string): HoldEnd | undefined;
  /** Notes an end within a transaction, and removes some that are too old. */
  add(key: string, end: HoldEnd): void;
  /** Removes the end of a hold within a transaction. */
  remove(key: string): void;
}

const dayMs = 24 * 3_600_000;
const memoryDays = endedMemoryMs / dayMs;
/** Ends that one call removes at most. */
const maxRemovals = 100;

/** @param now the store's clock, in milliseconds: a system clock that is set moves no end out of reach */
export function createEndedHolds({ endedHolds }: Tables, now: () => number): EndedHolds {
  const today = (): number => Math.floor(now() / dayMs);
  const findKey = (key: string): EndedHoldKey | undefined => {
    // Another process whose clock is a little ahead may have written the next day.
    for (let day = today() + 1; day >= today() - memoryDays; day--) {
      if (endedHolds.doesExist([day, key])) return [day, key];
    }
    return undefined;
  };

  return {
    find(key) {
      const found = findKey(key);
      return found && endedHolds.get(found);
    },
    add(key, end) {
      const old = endedHolds.getKeys({ end: [today() - memoryDays], limit: maxRemovals });
      for (const oldKey of old) void endedHolds.remove(oldKey);
      void endedHolds.put([today(), key], end);
    },
    remove(key) {
      const found = findKey(key);
      if (found) void endedHolds.remove(found);
    },
  };
}
