import { textOf } from './value.js';

/**
 * The values of the `_fbp` and `_fbc` cookies. `fb.<subdomain index>.<creation time in ms>.<random number | click id>`
 * https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/fbp-and-fbc
 */

/** How long both cookies live, in seconds; renewed with every visit. */
export const clickCookieMaxAge = 90 * 24 * 60 * 60;

/** Cookies in the field may end in a tag of the library that wrote them: the last group of both. */
const fbpPattern = /^fb\.\d{1,3}\.\d{1,16}\.\d{1,30}(\.(A[Qgw]|B[AQg]|AQ[\w-]{6}))?$/;
const fbcPattern = /^fb\.\d{1,3}\.\d{1,16}\.(.+?)(\.(A[Qgw]|B[AQg]|AQ[\w-]{6}))?$/;
/** Printable ASCII that can stand in a cookie. The Pixel ignores click ids over 500 characters. */
const clickIdPattern = /^[!-+\--:<-~]{1,500}$/;

/** The value of an `_fbp` cookie if it is well formed. */
export function parseFbp(value: unknown): string | undefined {
  const text = textOf(value);
  return text && fbpPattern.test(text) ? text : undefined;
}

/** The click id in the value of an `_fbc` cookie, or undefined when it is malformed. */
export const clickIdOfFbc = (value: unknown): string | undefined => checked(fbcPattern.exec(textOf(value) ?? '')?.[1]);

/** The value of an `_fbc` cookie if it is well formed. */
export const parseFbc = (value: unknown): string | undefined => clickIdOfFbc(value) && textOf(value);

/** The click id in the query of an address, decoded once and otherwise unchanged: Meta checks it byte for byte. */
export function parseClickId(url: unknown): string | undefined {
  const written = /^[^#]*?[?&]fbclid=([^&#]*)/.exec(textOf(url) ?? '')?.[1];
  try {
    return checked(decodeURIComponent(written ?? ''));
  } catch {
    return checked(written);
  }
}

const checked = (clickId = ''): string | undefined => (clickIdPattern.test(clickId) ? clickId : undefined);

/** A new browser id, made at `now` for a cookie on a domain of `subdomainIndex` labels more than one. */
export const createFbp = (now: number, subdomainIndex: number, random: () => number = Math.random): string =>
  `fb.${subdomainIndex}.${now}.${Math.floor(random() * 2_147_483_647)}`;

/** The click cookie to go on with: a click id that differs from the stored one replaces it, the same keeps its time. */
export const selectFbc = (
  stored: unknown,
  clickId: string | undefined,
  now: number,
  subdomainIndex: number,
): string | undefined =>
  clickId && clickId !== clickIdOfFbc(stored) ? `fb.${subdomainIndex}.${now}.${clickId}` : parseFbc(stored);
