import { anonymousIdCookie, keeperCookie, parseKeptIds } from '@twinbeam/shared';
import type { Cookies } from './read-cookies.js';

/** Adds the ids whose cookies the browser has deleted, from the cookie that keeps them. */
export function addKeptIds(cookies: Cookies): Cookies {
  const keeper = cookies[keeperCookie];
  if (keeper === undefined) return cookies;
  const { anonymousId, fbp, fbc } = parseKeptIds(keeper);
  return {
    ...cookies,
    _fbp: cookies._fbp ?? fbp,
    _fbc: cookies._fbc ?? fbc,
    [anonymousIdCookie]: cookies[anonymousIdCookie] ?? anonymousId,
  };
}
