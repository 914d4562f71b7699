import { parseFbc, parseFbcClickId } from './fbc.js';
import { createFbp, parseFbp } from './fbp.js';

/** Selects a visitor's `_fbp` and `_fbc`, with the same functions in page and server. */

/** The lifetime of both cookies in seconds: 90 days, as in Meta's library. */
export const clickCookieMaxAge = 90 * 24 * 60 * 60;

/**
 * Selects the browser id: the stored id if it is well-formed, otherwise a new id.
 *
 * @param now the creation time of a new id, in milliseconds since 1970
 * @param subdomainIndex the number of dots in the cookie's domain; 0 for localhost and IP addresses
 * @param random returns a number from 0 up to 1; default `Math.random`
 * @example
 * selectFbp(undefined, 1800000000000, 1, () => 0.5); // 'fb.1.1800000000000.1073741823'
 */
export const selectFbp = (stored: unknown, now: number, subdomainIndex: number, random?: () => number): string =>
  parseFbp(stored) ?? createFbp(now, subdomainIndex, random);

/**
 * Selects the value of `_fbc`: a click id that differs from the stored one replaces it, with a new time; the same click
 * id keeps its time. Returns undefined if there is neither a click id nor a well-formed stored value.
 *
 * @param clickId a click id as returned by `parseClickId`
 * @param now the creation time of a new value, in milliseconds since 1970
 * @param subdomainIndex the number of dots in the cookie's domain; 0 for localhost and IP addresses
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
