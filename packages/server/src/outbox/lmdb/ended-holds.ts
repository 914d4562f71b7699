import { endedMemoryMs, type HoldEnd } from '../held-events.js';
import type { EndedHoldKey, Tables } from './schema.js';

/** How holds have ended, stored by day, so that old rows are removed day by day. */
export interface EndedHolds {
  /** Returns how the hold with a key has ended; undefined if it has not, or ended too long ago. */
  find(key: string): HoldEnd | undefined;
  /** Within a transaction: records how a hold has ended, and removes some rows that are too old. */
  add(key: string, end: HoldEnd): void;
  /** Within a transaction: removes the record of how a hold has ended. */
  remove(key: string): void;
}

const dayMs = 24 * 3_600_000;
const memoryDays = endedMemoryMs / dayMs;
/** Maximum number of old rows that one call removes. */
const maxRemovals = 100;

/** @param now the store's clock, in milliseconds, which does not jump when the system clock is set */
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
