import {
  type AnyProperties,
  clickCookieMaxAge,
  type KeptIds,
  parseClickId,
  parseFbp,
  parseStableFbc,
  selectFbc,
  selectFbp,
  toText,
} from '@twinbeam/shared';
import { parseHost } from '../../mapping/page-url.js';
import { findSiteDomain, isSameSite } from '../../mapping/site-domain.js';
import { addKeptIds } from './kept-cookies.js';
import type { Cookies } from './read-cookies.js';

/**
 * Input of `clickCookies`: the data of a request about the visitor's click and cookies.
 *
 * @example
 * const input: ClickCookieInput = { host: req.host, query: req.query, cookies: {}, referer: req.get('referer') };
 */
export interface ClickCookieInput {
  /** Host of the request, with or without port. */
  host: string | null | undefined;
  /** The query, parsed (with values decoded once) or as text. */
  query?: AnyProperties | string | null | undefined;
  /** Cookies as they are in the header: decoding them would change click ids. */
  cookies?: Cookies | null | undefined;
  /** The `Referer` header; a click id is taken only from a page of the same site. */
  referer?: string | null | undefined;
  /** The clock, in milliseconds since 1970. Default: `Date.now()`. */
  now?: number;
  /** Returns a number from 0 up to 1. Default: `Math.random`. */
  random?: () => number;
}

/**
 * A cookie to set. It is not HttpOnly, because the Pixel reads it.
 *
 * @example
 * const attributes = ({ maxAge, domain }: ClickCookie) => ({ maxAge: maxAge * 1000, domain, encode: String });
 * for (const cookie of setCookies) res.cookie(cookie.name, cookie.value, attributes(cookie));
 */
export interface ClickCookie {
  /** Name of the cookie. */
  name: '_fbp' | '_fbc';
  /** Value of the cookie, to be written without encoding. */
  value: string;
  /** Lifetime in seconds: 90 days. */
  maxAge: number;
  /** The widest domain on which browsers accept a cookie; undefined for localhost and IP addresses. */
  domain: string | undefined;
}

/**
 * Output of `clickCookies`.
 *
 * @example
 * const { fbp, fbc, setCookies }: ClickCookies = clickCookies({ host: req.host, query: req.query });
 */
export interface ClickCookies {
  /** The browser id: the cookie's, or a new one. */
  fbp: string;
  /** The click id; undefined when there was no click. */
  fbc: string | undefined;
  /** The cookies that store or renew both. */
  setCookies: ClickCookie[];
}

/**
 * Selects the values of `_fbp` and `_fbc` for a visitor, and builds the cookies that store or renew them. A click id
 * that differs from the stored one replaces it with a new time; the same one keeps its time. A cookie is replaced or
 * left out if it is malformed, or if the Pixel would encode it again with each event. Other cookies are kept unchanged,
 * including an appendix added by a library. Pure; it never throws.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/fbp-and-fbc
 *
 * @example
 * clickCookies({ host: 'www.shop.example', query: { fbclid: 'AbC' }, cookies: {}, now: 1800000000000 });
 * // { fbp: 'fb.1.1800000000000.1073741823', fbc: 'fb.1.1800000000000.AbC', setCookies: [{ name: '_fbp', … }, { name: '_fbc', … }] }
 */
export function clickCookies({
  host,
  query,
  cookies,
  referer,
  now = Date.now(),
  random = Math.random,
}: ClickCookieInput): ClickCookies {
  const hostname = toText(host)?.replace(/:\d*$/, '') ?? '';
  const domain = findSiteDomain(hostname);
  const subdomainIndex = domain ? domain.split('.').length - 1 : 0;
  const clickId =
    readClickId(query) ??
    (isSameSite(hostname.toLowerCase(), parseHost(referer)) ? parseClickId(withoutFragment(referer)) : undefined);
  const known = addKeptIds(cookies ?? {});
  const { fbc } = selectClickIds({ cookies: known, clickId, now, subdomainIndex });
  const fbp = selectFbp(known._fbp, now, subdomainIndex, random);
  return { fbp, fbc, setCookies: toClickCookies({ fbp, fbc }, domain) };
}

/** The values of both cookies, well formed. */
export type ClickIds = Pick<KeptIds, 'fbp' | 'fbc'>;

interface SelectInput {
  cookies: Cookies;
  /** The click id of the request, decoded. */
  clickId: string | undefined;
  /** Time of a new click, in milliseconds since 1970. */
  now: number;
  /** Index of the domain on which a new value is stored; 1 if it is not stored. */
  subdomainIndex: number;
}

/**
 * Selects the values for a request: a new click replaces the stored one. Pages use the same code, from
 * `@twinbeam/shared`.
 */
export const selectClickIds = ({ cookies, clickId, now, subdomainIndex }: SelectInput): ClickIds => ({
  fbp: parseFbp(cookies._fbp),
  fbc: selectFbc(parseStableFbc(cookies._fbc), clickId, now, subdomainIndex),
});

/**
 * Selects the values that renew a visitor's cookies after a page has sent a message. The cookies' own values come
 * first: the page maintains them, and the message may be older. Then come the message's values, then the request's.
 */
export const selectRenewedClickIds = (
  cookies: Cookies,
  message: { fbp?: unknown; fbc?: unknown },
  identity: { fbc?: string | undefined },
): ClickIds => ({
  fbp: parseFbp(cookies._fbp) ?? parseFbp(message.fbp),
  fbc: parseStableFbc(cookies._fbc) ?? parseStableFbc(message.fbc) ?? identity.fbc,
});

/** Builds the cookies that store the values on a domain. */
export function toClickCookies({ fbp, fbc }: ClickIds, domain: string | undefined): ClickCookie[] {
  const cookies: ClickCookie[] = [];
  if (fbp) cookies.push({ name: '_fbp', value: fbp, maxAge: clickCookieMaxAge, domain });
  if (fbc) cookies.push({ name: '_fbc', value: fbc, maxAge: clickCookieMaxAge, domain });
  return cookies;
}

function readClickId(query: ClickCookieInput['query']): string | undefined {
  if (typeof query === 'string') return parseClickId(`?${query}`);
  const given = [query?.fbclid].flat()[0];
  // A parsed value is decoded already; a well-formed one is unchanged by encoding and decoding it once more.
  return typeof given === 'string' ? parseClickId(`?fbclid=${encodeURIComponent(given.toWellFormed())}`) : undefined;
}

/** Removes the fragment, which browsers do not send. */
const withoutFragment = (url: unknown): unknown => (typeof url === 'string' ? url.replace(/#.*$/s, '') : url);
