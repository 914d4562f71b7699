import { anonymousIdCookie, type KeptIds } from '@twinbeam/shared';
import { dropOldest } from '../../base/drop-oldest.js';
import type { Cookies } from './read-cookies.js';

/** Remembers the cookies that this process wrote recently. */
export interface CookieRenewals {
  /**
   * Returns whether to write the cookies, and remembers that: a value has changed, or they were not written for a day.
   */
  isDue(ids: KeptIds, cookies: Cookies, url: string): boolean;
}

/** Browsers keep cookies written by a script for at least seven days. */
const renewAfterMs = 24 * 3_600_000;
/** Number of remembered visitors: a few megabytes. */
const maxVisitors = 20_000;

/** Creates the memory. A visitor who was forgotten gets the cookies once more. */
export function createCookieRenewals(now: () => number): CookieRenewals {
  const renewedAt = new Map<string, number>();
  return {
    isDue({ fbp, fbc, anonymousId }, cookies, url) {
      // Another site of this server has other cookies, and so has http beside https.
      const key = `${url.slice(0, url.indexOf('/', 8))} ${fbp} ${fbc} ${anonymousId}`;
      const hasValues =
        isSame(cookies._fbp, fbp) && isSame(cookies._fbc, fbc) && isSame(cookies[anonymousIdCookie], anonymousId);
      const age = now() - (renewedAt.get(key) ?? Number.NEGATIVE_INFINITY);
      if (hasValues && age >= 0 && age < renewAfterMs) return false;
      renewedAt.delete(key);
      renewedAt.set(key, now());
      dropOldest(renewedAt, maxVisitors);
      return true;
    },
  };
}

/** Returns whether a cookie has a value already, or there is no value to write. */
const isSame = (cookie: string | undefined, value: unknown): boolean => value === undefined || cookie === value;
