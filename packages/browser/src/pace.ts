import type { PageStorage } from './page-storage.js';

/** How long a server that cannot take messages is left alone, by all tabs and pages of the site. */
export interface Pace {
  /** Milliseconds that are left to wait; none if not positive. */
  left(): number;
  /** @param retryAfter the server's own word: seconds, or a date */
  slower(retryAfter?: string | null): void;
  /** Holds all tabs back for a time, or lets them go at once. */
  hold(ms?: number): void;
}

const shortest = 1e4;
const longest = 16e4;
/** Nobody's word, and no clock that was wrong, keeps messages back for longer. */
const limit = 36e5;

/** Waits double, from ten seconds on, and are at random up to twice as long, so that visitors do not all come back at once. */
export const createPace = (storage: PageStorage): Pace => {
  const hold = (ms: number) => storage.set('until', ms && Date.now() + ms);
  return {
    left() {
      const left = Number(storage.get('until')) - Date.now();
      return left < limit ? left : 0;
    },
    slower(retryAfter) {
      const wait = Math.min(Number(storage.get('wait')) || shortest, longest);
      const told = Number(retryAfter) * 1e3 || Date.parse(`${retryAfter}`) - Date.now() || 0;
      storage.set('wait', wait * 2);
      hold(Math.max(Math.min(told, limit / 2), wait) * (1 + Math.random()));
    },
    hold(ms = 0) {
      hold(ms);
      if (!ms) storage.set('wait');
    },
  };
};
