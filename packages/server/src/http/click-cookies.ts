import { clickCookieMaxAge, parseClickId, selectFbc, selectFbp } from '@twinbeam/shared';
import { isSameSite } from '../mapping/page-url.js';
import { siteDomain } from './site-domain.js';

/** What a request says of the visitor's click and cookies. */
export interface ClickCookieInput {
  /** Host of the request, with or without port. */
  host: string;
  /** The query, parsed (values decoded once) or as text. */
  query?: Record<string, unknown> | string | null | undefined;
  /** Cookies as they stand in the header: decoding them would change click ids. */
  cookies?: Record<string, string | undefined> | null | undefined;
  /** The `Referer` header; only a page of the same site can bring a click id along. */
  referer?: string | null | undefined;
  /** The clock, in milliseconds since 1970; default `Date.now()`. */
  now?: number;
  /** A number from 0 up to 1; default `Math.random`. */
  random?: () => number;
}

/** A cookie to set, not HttpOnly: the Pixel reads it. */
export interface ClickCookie {
  name: '_fbp' | '_fbc';
  /** To be written as it is, without encoding. */
  value: string;
  /** In seconds. */
  maxAge: number;
  /** The widest domain on which browsers take a cookie; undefined for localhost and addresses. */
  domain: string | undefined;
}

/**
 * The values of `_fbp` and `_fbc` that a visitor goes on with, and the cookies that keep or renew them. A click id that
 * differs from the stored one replaces it with a new time; the same one keeps its time; malformed cookies are replaced
 * or left out; well-formed ones are carried on unchanged, a library's tag at their end included. Pure.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/fbp-and-fbc
 *
 * @returns `fbp` always, `fbc` when there was a click, and the cookies to set
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
}: ClickCookieInput): { fbp: string; fbc: string | undefined; setCookies: ClickCookie[] } {
  const hostname = host.replace(/:\d*$/, '');
  const domain = siteDomain(hostname);
  const subdomainIndex = domain ? domain.split('.').length - 1 : 0;
  const fbp = selectFbp(cookies?._fbp, now, subdomainIndex, random);
  const clickId =
    clickIdOfQuery(query) ?? (isSameSite(`http://${hostname}/`, referer) ? parseClickId(referer) : undefined);
  const fbc = selectFbc(cookies?._fbc, clickId, now, subdomainIndex);
  const setCookies = (
    [
      ['_fbp', fbp],
      ['_fbc', fbc],
    ] as const
  ).flatMap(([name, value]) => (value ? [{ name, value, maxAge: clickCookieMaxAge, domain }] : []));
  return { fbp, fbc, setCookies };
}

function clickIdOfQuery(query: ClickCookieInput['query']): string | undefined {
  if (typeof query === 'string') return parseClickId(`?${query.replace(/^\?/, '')}`);
  const given = [query?.fbclid].flat()[0];
  // A parsed value is decoded already; a well-formed one reads the same when it is encoded and decoded once more.
  return typeof given === 'string' ? parseClickId(`?fbclid=${encodeURIComponent(given.toWellFormed())}`) : undefined;
}
