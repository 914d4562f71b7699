import { now } from '../page/now.js';
import type { PageStorage } from '../storage/page-storage.js';

/** The wait before the next request to a server that does not accept requests, shared by all tabs of the site. */
export interface Backoff {
  /** Returns the remaining milliseconds; zero or less means no wait. */
  remainingMs(): number;
  /** Starts or prolongs the wait. @param retryAfter the header's value; undefined without a response */
  increase(retryAfter?: string | null): void;
  /** Starts a wait. */
  wait(ms: number): void;
  /** Ends the wait. */
  reset(): void;
  /** Ends the wait because the network is back, unless it began with a response of the server. */
  resetOnline(): void;
}

const minWaitMs = 10_000;
const maxWaitMs = 160_000;
/** The upper bound of a wait, in case of a wrong clock or an absurd `Retry-After`. */
const longestWaitMs = 60 * 60 * 1000;

/**
 * Creates a backoff in a storage. The wait begins at ten seconds, doubles each time, and is multiplied by a random
 * factor from 1 to 2, so that not all visitors retry at the same moment.
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
      // Seconds or a date: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
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
