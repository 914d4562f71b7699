import { clickCookieMaxAge, parseFbc, parseFbp } from '@twinbeam/shared';
import { serialize } from 'cookie';
import type { TwinRequest } from './routes.js';
import { siteDomain } from './site-domain.js';

/** The ids of a visitor that are kept in cookies. */
export interface CookieValues {
  fbp?: unknown;
  fbc?: unknown;
  anonymousId?: unknown;
}

/**
 * `Set-Cookie` headers that renew a visitor's cookies: set by HTTP they outlive the seven days that Safari grants to
 * scripts. Not HttpOnly, because the Pixel reads them. Malformed values are not written.
 */
export function renewedCookies({ fbp, fbc, anonymousId }: CookieValues, request: TwinRequest): string[] {
  const values: [string, string | undefined][] = [
    ['_fbp', parseFbp(fbp)],
    ['_fbc', parseFbc(fbc)],
    ['twinbeam_id', typeof anonymousId === 'string' && /^[\w.-]{1,64}$/.test(anonymousId) ? anonymousId : undefined],
  ];
  const domain = siteDomain(new URL(request.url).hostname);
  return values.flatMap(([name, value]) =>
    value === undefined
      ? []
      : serialize(name, value, {
          encode: (text) => text,
          maxAge: clickCookieMaxAge,
          path: '/',
          sameSite: 'lax',
          ...(domain && { domain }),
        }),
  );
}
