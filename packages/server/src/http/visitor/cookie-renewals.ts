import { anonymousIdCookie, type KeptIds } from '@twinbeam/shared';
import { dropOldest } from '../../drop-oldest.js';
import type { Cookies } from './read-cookies.js';

/** Memory of the cookies that this process has lately written. */
export interface CookieRenewals {
  /** Returns whether to write the cookies, and notes it: a value has changed, or it was not written for a day. */
  isDue(ids: KeptIds, cookies: Cookies, url: string): boolean;
}

/** Browsers keep what a script has written for seven days at least. */
const renewAfterMs = 24 * 3_600_000;
/** Visitors that are remembered: a few megabytes. */
const maxVisitors = 20_000;

/** Creates the memory. A visitor whom it has forgotten gets the cookies once more. */
export function createCookieRenewals(now: () => number): CookieRenewals {
  const renewedAt = new Map<string, number>();
  return {
    isDue({ fbp, fbc, anonymousId }, cookies, url) {
      // The cookies of another site of this server, or of http beside https, are others.
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

/** Returns whether a cookie has a value, or there is none to write. */
const isSame = (cookie: string | undefined, value: unknown): boolean => value === undefined || cookie === value;
