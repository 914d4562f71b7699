import { anonymousIdCookie, clickCookieMaxAge, formatKeptIds, type KeptIds, keeperCookie } from '@twinbeam/shared';
import { serialize } from 'cookie';
import { findSiteDomain } from '../../mapping/site-domain.js';
import { toClickCookies } from './click-cookies.js';

/**
 * Builds the `Set-Cookie` headers that renew a visitor's cookies, and keep their ids if the browser deletes cookies
 * written by scripts. They are not HttpOnly, because scripts of the page read them.
 */
export function toSetCookieHeaders(ids: KeptIds, url: string): string[] {
  const { hostname, protocol } = new URL(url);
  const domain = findSiteDomain(hostname);
  const cookies: { name: string; value: string; maxAge: number }[] = toClickCookies(ids, domain);
  const { anonymousId } = ids;
  if (anonymousId) cookies.push({ name: anonymousIdCookie, value: anonymousId, maxAge: clickCookieMaxAge });
  if (cookies.length > 0) cookies.push({ name: keeperCookie, value: formatKeptIds(ids), maxAge: clickCookieMaxAge });
  return cookies.map(({ name, value, maxAge }) =>
    serialize(name, value, {
      encode: (text) => text,
      maxAge,
      path: '/',
      sameSite: 'lax',
      secure: protocol === 'https:',
      ...(domain && { domain }),
    }),
  );
}
