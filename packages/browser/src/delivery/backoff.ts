import { now } from '../page/now.js';
import type { PageStorage } from '../storage/page-storage.js';

/** The time for which no requests are sent to a server that does not accept them, shared by all tabs of the site. */
export interface Backoff {
  /** Returns the milliseconds that remain to wait; none if not positive. */
  remainingMs(): number;
  /** Starts or prolongs the wait. @param retryAfter the header's value; undefined where there was no response */
  increase(retryAfter?: string | null): void;
  /** Starts a wait of so many milliseconds. */
  wait(ms: number): void;
  /** Ends the wait. */
  reset(): void;
  /** Ends the wait because the network is back, unless it was the server that asked for it. */
  resetOnline(): void;
}

const minWaitMs = 10_000;
const maxWaitMs = 160_000;
/** Upper bound of a wait, against a wrong clock or an absurd `Retry-After`. */
const longestWaitMs = 60 * 60 * 1000;

/**
 * Creates the backoff of a storage. The wait doubles from ten seconds on, and is prolonged at random up to twofold, so that
 * not all visitors come back at the same moment.
 */
export function createBackoff(storage: PageStorage): Backoff {
  const wait = (ms: number) => storage.set('until', now() + ms);
  const reset = () => {
    storage.remove('until');
    storage.remove('wait');
  };
  return {
    remainingMs() {
      const remainingMs = Number(storage.get('until')) - now();
      return remainingMs < longestWaitMs ? remainingMs : 0;
    },
    increase(retryAfter) {
      const ms = Math.min(Number(storage.get('wait')) || minWaitMs, maxWaitMs);
      // https://www.rfc-editor.org/rfc/rfc9110#field.retry-after: seconds, or a date.
      const askedMs = Number(retryAfter) * 1000 || Date.parse(`${retryAfter}`) - now() || 0;
      storage.set('wait', ms * 2);
      if (retryAfter === undefined) storage.remove('asked');
      else storage.set('asked', 1);
      wait(Math.max(Math.min(askedMs, longestWaitMs / 2), ms) * (1 + Math.random()));
    },
    wait,
    reset,
    resetOnline() {
      if (!storage.get('asked')) reset();
    },
  };
}
