import {
  anonymousIdCookie,
  clickCookieMaxAge,
  keeperCookie,
  parseAnonymousId,
  parseClickId,
  parseFbp,
  parseKeptIds,
  parseStableFbc,
  selectFbc,
  selectFbp,
} from '@twinbeam/shared';
import { attempt } from '../page/attempt.js';
import { now } from '../page/now.js';
import { createSafeDocument } from '../page/safe-document.js';
import { warn } from '../page/warn.js';
import type { CookieJar } from './cookie-jar.js';
import { createId } from './create-id.js';

/** The ids of a visitor that are stored in cookies. */
export interface VisitorIds {
  anonymousId: string;
  fbp: string;
  fbc: string | undefined;
}

/** Writes the cookie of an id; removes it if there is no value. Returns the value. */
export function writeIdCookie<Value extends string | undefined>(cookies: CookieJar, name: string, value: Value): Value {
  // A malformed value on a narrower domain would be read before the new value.
  if (value !== cookies.read(name)) cookies.remove(name);
  if (value) cookies.write(name, value, clickCookieMaxAge);
  return value;
}

/**
 * Creates or renews the cookies; returns their values.
 *
 * @param landing the click id of the URL at arrival
 */
export function renewIds(window: Window, cookies: CookieJar, landing: string | undefined): VisitorIds {
  const time = now();
  const index = cookies.subdomainIndex();
  // The browser may have deleted cookies that were set by scripts.
  const kept = parseKeptIds(cookies.read(keeperCookie));
  const stored = parseStoredFbc(cookies.read('_fbc')) || kept.fbc;
  // In an in-app browser the visitor may come from the page that the click led to.
  const clickId = landing ?? (stored ? undefined : parseClickId(createSafeDocument(window).referrer));
  const knownId = parseAnonymousId(cookies.read(anonymousIdCookie)) ?? kept.anonymousId;
  return {
    fbp: writeIdCookie(cookies, '_fbp', selectFbp(parseFbp(cookies.read('_fbp')) ?? kept.fbp, time, index)),
    fbc: writeIdCookie(cookies, '_fbc', selectFbc(stored, clickId, time, index)),
    anonymousId: writeIdCookie(cookies, anonymousIdCookie, knownId ?? createId()),
  };
}

/**
 * Reads the ids again: Meta's library may have changed the cookies, and both legs must send the cookies' values.
 *
 * @param known the values at the last renewal, for browsers that block cookies
 */
export function readIds(cookies: CookieJar, known: VisitorIds): VisitorIds {
  const all = cookies.readAll();
  return {
    anonymousId: known.anonymousId,
    fbp: parseFbp(cookies.read('_fbp', all)) ?? known.fbp,
    fbc: parseStoredFbc(cookies.read('_fbc', all)) ?? known.fbc,
  };
}

/** Parses the cookie `_fbc`. Returns an empty string if it is malformed, so that the server does not use it either. */
const parseStoredFbc = (value?: string) => value && (parseStableFbc(value) ?? '');

/**
 * Reads the click id of the landing URL. It is read at once, because consent may come after the URL has changed, and
 * from the navigation entry too, because a router may have changed the URL before this script ran.
 */
export function readLandingClickId({ location, performance }: Window): string | undefined {
  const clickId =
    parseClickId(location.href) ?? parseClickId(attempt(() => performance.getEntriesByType('navigation')[0]?.name));
  if (!clickId && /[?&#]fbclid=[^&#]/.test(location.href)) {
    warn('twinbeam: no _fbc: fbclid has more than letters, digits, -_.');
  }
  return clickId;
}
