import { parseFbc, parseFbcClickId } from './fbc.js';
import { createFbp, parseFbp } from './fbp.js';

/** Selection of the `_fbp` and the `_fbc` that a visitor goes on with: the same functions in page and server. */

/** Lifetime of both cookies, in seconds: 90 days, as Meta's library has it. */
export const clickCookieMaxAge = 90 * 24 * 60 * 60;

/**
 * Selects the browser id: the stored one if it is well formed, else a new one.
 *
 * @param now creation time of a new one, in milliseconds since 1970
 * @param subdomainIndex labels of the cookie's domain less one; 0 for localhost and IP addresses
 * @param random returns a number from 0 up to 1; default `Math.random`
 * @example
 * selectFbp(undefined, 1800000000000, 1, () => 0.5); // 'fb.1.1800000000000.1073741823'
 */
export const selectFbp = (stored: unknown, now: number, subdomainIndex: number, random?: () => number): string =>
  parseFbp(stored) ?? createFbp(now, subdomainIndex, random);

/**
 * Selects the click cookie: a click id that differs from the stored one replaces it with a new time, the same one keeps
 * its time. Undefined when neither is there or well formed.
 *
 * @param clickId a click id as `parseClickId` returns it
 * @param now creation time of a new value, in milliseconds since 1970
 * @param subdomainIndex labels of the cookie's domain less one; 0 for localhost and IP addresses
 * @example
 * selectFbc('fb.1.1700000000000.AbC', 'AbC', 1800000000000, 1); // 'fb.1.1700000000000.AbC'
 * selectFbc('fb.1.1700000000000.AbC', 'XyZ', 1800000000000, 1); // 'fb.1.1800000000000.XyZ'
 */
export const selectFbc = (
  stored: unknown,
  clickId: string | undefined,
  now: number,
  subdomainIndex: number,
): string | undefined =>
  clickId && clickId !== parseFbcClickId(stored) ? `fb.${subdomainIndex}.${now}.${clickId}` : parseFbc(stored);
