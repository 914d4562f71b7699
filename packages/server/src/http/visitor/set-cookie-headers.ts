import { anonymousIdCookie, clickCookieMaxAge, parseAnonymousId } from '@twinbeam/shared';
import { serialize } from 'cookie';
import { type ClickIds, toClickCookies } from './click-cookies.js';
import { findSiteDomain } from './find-site-domain.js';

/** Ids of a visitor that are stored in cookies. */
export interface VisitorIds extends ClickIds {
  anonymousId: unknown;
}

/**
 * Builds the `Set-Cookie` headers that renew a visitor's cookies: set by HTTP they outlive the seven days that Safari
 * grants to scripts. Not HttpOnly, because the Pixel reads them. Malformed values are not written.
 */
export function toSetCookieHeaders({ anonymousId, ...clickIds }: VisitorIds, url: string): string[] {
  const { hostname, protocol } = new URL(url);
  const domain = findSiteDomain(hostname);
  const cookies: { name: string; value: string; maxAge: number }[] = toClickCookies(clickIds, domain);
  const value = parseAnonymousId(anonymousId);
  if (value) cookies.push({ name: anonymousIdCookie, value, maxAge: clickCookieMaxAge });
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
