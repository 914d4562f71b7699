import {
  anonymousIdCookie,
  keeperCookie,
  parseAnonymousId,
  parseFbp,
  parseKeptIds,
  parseStableFbc,
} from '@twinbeam/shared';
import type { Cookies } from './read-cookies.js';

/** Restores ids whose cookies are malformed, or were deleted by the browser, from the cookie that keeps them. */
export function addKeptIds(cookies: Cookies): Cookies {
  const keeper: unknown = cookies[keeperCookie];
  // A host's cookie parser may turn some values into objects.
  if (typeof keeper !== 'string') return cookies;
  const { anonymousId, fbp, fbc } = parseKeptIds(keeper);
  return {
    ...cookies,
    _fbp: parseFbp(cookies._fbp) ?? fbp,
    _fbc: parseStableFbc(cookies._fbc) ?? fbc,
    [anonymousIdCookie]: parseAnonymousId(cookies[anonymousIdCookie]) ?? anonymousId,
  };
}
