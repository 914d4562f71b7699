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
  signedAddressCookie,
} from '@twinbeam/shared';
import { attempt } from '../page/attempt.js';
import { now } from '../page/now.js';
import { createSafeDocument } from '../page/safe-document.js';
import { toJson } from '../page/to-json.js';
import { toJsonCopy } from '../page/to-json-copy.js';
import { warn } from '../page/warn.js';
import { forgetStored } from '../storage/forget-stored.js';
import type { CookieJar } from './cookie-jar.js';
import { createId } from './create-id.js';

/**
 * Traits of a visitor: `email`, `phone`, `firstName`, `address`, …, and what else a site knows.
 *
 * @example
 * const traits: Traits = { email: 'ada@example.com', address: { city: 'London', country: 'GB' } };
 */
export type Traits = Record<string, unknown>;

/** The parts of a message that tell who the visitor is. */
export interface Visitor {
  anonymousId: string;
  userId?: string | undefined;
  context: { fbp: string; fbc?: string | undefined; traits: Traits };
}

/** The identity of a visitor. Before `start` nothing is read or stored. */
export interface IdentityStore {
  /** Creates or renews the cookies and reads the stored user. To be called once consent is granted. */
  start(): void;
  /** Returns the visitor as known now. */
  visitor(): Visitor;
  /** Adds traits to the user; of another user id than before, the previous traits are dropped. */
  identify(userId?: string | Traits | null, traits?: Traits | null): void;
  /** Removes user and traits, and creates another anonymous id. The Pixel's cookies stay. */
  reset(): void;
  /** Undoes what the response to an earlier request has written after `reset`. To be called after each response. */
  keepReset(): void;
  /** Removes every cookie and everything stored. To be called when consent is withdrawn. */
  forget(): void;
}

/** The storage entry of the user has the name of the cookie. */
const userEntry = anonymousIdCookie;

/** Time after a reset in which a response to a request from before it may come, in milliseconds. */
const resetMs = 15_000;

type User = { userId?: string | undefined; traits: Traits };
const nobody: User = { traits: {} };

/**
 * Creates the identity of a window's visitor: ids in cookies, the user in the session's storage or the local one.
 *
 * @param keepUser where the user is stored
 */
export function createIdentityStore(window: Window, cookies: CookieJar, keepUser: 'session' | 'local'): IdentityStore {
  const storage = `${keepUser}Storage` as const;
  const landing = readLandingClickId(window);
  let started = false;
  let user = nobody;
  // The values of the cookies, for browsers that refuse cookies.
  let fbp: string;
  let fbc: string | undefined;
  let anonymousId: string;
  let resetAt = 0;

  const writeCookie = <Value extends string | undefined>(name: string, value: Value): Value => {
    // A malformed value may be on a narrower domain, where it would be read before ours.
    if (value !== cookies.read(name)) cookies.remove(name);
    if (value) cookies.write(name, value, clickCookieMaxAge);
    return value;
  };
  const startCookies = () => {
    const time = now();
    const index = cookies.subdomainIndex();
    // The browser may have deleted what scripts had written.
    const kept = parseKeptIds(cookies.read(keeperCookie));
    const stored = parseStoredFbc(cookies.read('_fbc')) || kept.fbc;
    // The visitor may have come on from the page of the click inside an in-app browser.
    const clickId = landing ?? (stored ? undefined : parseClickId(createSafeDocument(window).referrer));
    fbp = writeCookie('_fbp', selectFbp(parseFbp(cookies.read('_fbp')) ?? kept.fbp, time, index));
    fbc = writeCookie('_fbc', selectFbc(stored, clickId, time, index));
    const knownId = parseAnonymousId(cookies.read(anonymousIdCookie)) ?? kept.anonymousId;
    anonymousId = writeCookie(anonymousIdCookie, knownId ?? createId());
  };
  const identify: IdentityStore['identify'] = (userId = user.userId, traits) => {
    if (typeof userId === 'object') return identify(undefined, userId ?? traits);
    const knownTraits = user.userId && userId !== user.userId ? {} : user.traits;
    user = { userId, traits: { ...knownTraits, ...toJsonCopy(traits ?? {}) } };
    // It would be the id of every event that follows.
    delete user.traits.event_id;
    // Where storage is denied or full, the user is known to this page alone.
    if (started) attempt(() => window[storage].setItem(userEntry, toJson(user) as string));
  };

  return {
    start() {
      if (started) return;
      started = true;
      startCookies();
      const identified = user;
      // Somebody else may have written it.
      user = { ...nobody, ...attempt(() => JSON.parse(window[storage].getItem(userEntry) as string)) };
      if (identified !== nobody) identify(identified.userId, identified.traits);
    },
    visitor() {
      // Meta's library may have written its own since then; both legs must carry what the cookies hold.
      const all = cookies.readAll();
      return {
        anonymousId,
        userId: user.userId,
        context: {
          fbp: parseFbp(cookies.read('_fbp', all)) ?? fbp,
          fbc: parseStoredFbc(cookies.read('_fbc', all)) ?? fbc,
          traits: user.traits,
        },
      };
    },
    identify,
    reset() {
      user = nobody;
      forgetStored(window, userEntry);
      cookies.remove(anonymousIdCookie);
      cookies.remove(keeperCookie);
      if (started) anonymousId = writeCookie(anonymousIdCookie, createId());
      resetAt = now();
    },
    keepReset() {
      // Later, another tab may have reset it.
      if (!started || now() - resetAt > resetMs || cookies.read(anonymousIdCookie) === anonymousId) return;
      cookies.remove(keeperCookie);
      writeCookie(anonymousIdCookie, anonymousId);
    },
    forget() {
      user = nobody;
      started = false;
      for (const name of ['_fbp', '_fbc', anonymousIdCookie, signedAddressCookie, keeperCookie]) cookies.remove(name);
      forgetStored(window);
    },
  };
}

/** Parses the cookie `_fbc`. Empty for one that does not count: the server is to take none from it either. */
const parseStoredFbc = (value?: string) => value && (parseStableFbc(value) ?? '');

/**
 * Reads the click id of the URL that the visitor arrived at. It is read at once, because consent may come after the URL
 * has changed, and from the navigation entry, because a router may have changed it before this script ran.
 */
function readLandingClickId({ location, performance }: Window): string | undefined {
  const clickId =
    parseClickId(location.href) ?? parseClickId(attempt(() => performance.getEntriesByType('navigation')[0]?.name));
  if (!clickId && /[?&#]fbclid=[^&#]/.test(location.href)) {
    warn('twinbeam: no _fbc: fbclid has more than letters, digits, -_.');
  }
  return clickId;
}
