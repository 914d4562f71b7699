import { parseFbc, parseFbcClickId } from './fbc.js';
import { createFbp, parseFbp } from './fbp.js';

/** Selection of the `_fbp` and the `_fbc` that a visitor goes on with: the same functions in page and server. */

/** Lifetime of both cookies in seconds; renewed with every visit. */
export const clickCookieMaxAge = 90 * 24 * 60 * 60;

/** Selects the browser id: the stored one if it is well formed, else a new one. */
export const selectFbp = (stored: unknown, now: number, subdomainIndex: number, random?: () => number): string =>
  parseFbp(stored) ?? createFbp(now, subdomainIndex, random);

/**
 * Selects the click cookie: a click id that differs from the stored one replaces it with a new time, the same one keeps
 * its time. Undefined when neither is there or well formed.
 */
export const selectFbc = (
  stored: unknown,
  clickId: string | undefined,
  now: number,
  subdomainIndex: number,
): string | undefined =>
  clickId && clickId !== parseFbcClickId(stored) ? `fb.${subdomainIndex}.${now}.${clickId}` : parseFbc(stored);
