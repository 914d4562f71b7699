import type { PageStorage } from '../storage/page-storage.js';

/** How long a server that cannot take messages is left alone, by all tabs and pages of the site. */
export interface Pace {
  /** Milliseconds that are left to wait; none if not positive. */
  left(): number;
  /** @param retryAfter the server's own word: seconds, or a date; undefined when it has not answered at all */
  slower(retryAfter?: string | null): void;
  /** Holds all tabs back for a time, or lets them go at once. */
  hold(ms?: number): void;
  /** The network is there: lets all tabs go at once, unless it was the server that has asked for the wait. */
  online(): void;
}

const shortest = 1e4;
const longest = 16e4;
/** Nobody's word, and no clock that was wrong, keeps messages back for longer. */
const limit = 36e5;

/** Waits double, from ten seconds on, and are at random up to twice as long, so that visitors do not all come back at once. */
export const createPace = (storage: PageStorage): Pace => {
  const hold = (ms = 0) => {
    storage.set('until', ms && Date.now() + ms);
    if (!ms) storage.set('wait');
  };
  return {
    left() {
      const left = Number(storage.get('until')) - Date.now();
      return left < limit ? left : 0;
    },
    slower(retryAfter) {
      const wait = Math.min(Number(storage.get('wait')) || shortest, longest);
      const told = Number(retryAfter) * 1e3 || Date.parse(`${retryAfter}`) - Date.now() || 0;
      storage.set('wait', wait * 2);
      storage.set('asked', retryAfter === undefined ? 0 : 1);
      hold(Math.max(Math.min(told, limit / 2), wait) * (1 + Math.random()));
    },
    hold,
    online() {
      if (!storage.get('asked')) hold();
    },
  };
};
