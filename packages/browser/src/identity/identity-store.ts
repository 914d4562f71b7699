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
  type Traits,
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

/** The parts of a message that identify the visitor. */
export interface Visitor {
  anonymousId: string;
  userId?: string | undefined;
  context: { fbp: string; fbc?: string | undefined; traits: Traits };
}

/** The identity of a visitor. Before `start` nothing is read or stored. */
export interface IdentityStore {
  /** Creates or renews the cookies and reads the stored user. To be called once consent is granted. */
  start(): void;
  /** Returns the visitor's current ids and traits. */
  visitor(): Visitor;
  /** Adds traits to the user. A different user id drops the previous traits. */
  identify(userId?: string | Traits | null, traits?: Traits | null): void;
  /** Removes user and traits, and creates a new anonymous id. The Pixel's cookies are kept. */
  reset(): void;
  /** Restores the anonymous id of `reset` if a late response has overwritten it. To be called after each response. */
  keepReset(): void;
  /**
   * Removes all cookies and stored data. To be called when consent is withdrawn. Returns the browser id, if events with it
   * may have been sent.
   */
  forget(): string | false;
}

/** The storage entry of the user has the name of the cookie. */
const userEntry = anonymousIdCookie;

/** Milliseconds after a reset in which a response to an earlier request may still arrive. */
const resetMs = 15_000;

type User = { userId?: string | undefined; traits: Traits };
const nobody: User = { traits: {} };

/**
 * Creates the identity of a window's visitor, with ids in cookies and the user in session storage or local storage.
 *
 * @param keepUser where the user is stored
 */
export function createIdentityStore(window: Window, cookies: CookieJar, keepUser: 'session' | 'local'): IdentityStore {
  const storage = `${keepUser}Storage` as const;
  const landing = readLandingClickId(window);
  let started = false;
  let user = nobody;
  // Copies of the cookies' values, for browsers that block cookies.
  let fbp: string;
  let fbc: string | undefined;
  let anonymousId: string;
  let resetAt = 0;

  const writeCookie = <Value extends string | undefined>(name: string, value: Value): Value => {
    // A malformed value on a narrower domain would be read before the new value.
    if (value !== cookies.read(name)) cookies.remove(name);
    if (value) cookies.write(name, value, clickCookieMaxAge);
    return value;
  };
  const startCookies = () => {
    const time = now();
    const index = cookies.subdomainIndex();
    // The browser may have deleted cookies that were set by scripts.
    const kept = parseKeptIds(cookies.read(keeperCookie));
    const stored = parseStoredFbc(cookies.read('_fbc')) || kept.fbc;
    // In an in-app browser the visitor may come from the page that the click led to.
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
    // It would become the id of every later event.
    delete user.traits.event_id;
    // If storage is blocked or full, only this page knows the user.
    if (started) attempt(() => window[storage].setItem(userEntry, toJson(user) as string));
  };

  const visitor = () => {
    // Meta's library may have changed the cookies since `start`; both legs must send the cookies' values.
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
  };

  return {
    start() {
      if (started) return;
      started = true;
      startCookies();
      const identified = user;
      // The entry may have been written by another script.
      user = { ...nobody, ...attempt(() => JSON.parse(window[storage].getItem(userEntry) as string)) };
      if (identified !== nobody) identify(identified.userId, identified.traits);
    },
    visitor,
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
      // After that time the change may be another tab's reset.
      if (!started || now() - resetAt > resetMs || cookies.read(anonymousIdCookie) === anonymousId) return;
      cookies.remove(keeperCookie);
      writeCookie(anonymousIdCookie, anonymousId);
    },
    forget() {
      const withdrawn = started && visitor().context.fbp;
      user = nobody;
      started = false;
      for (const name of ['_fbp', '_fbc', anonymousIdCookie, signedAddressCookie, keeperCookie]) cookies.remove(name);
      forgetStored(window);
      return withdrawn;
    },
  };
}

/** Parses the cookie `_fbc`. Returns an empty string if it is malformed, so that the server does not use it either. */
const parseStoredFbc = (value?: string) => value && (parseStableFbc(value) ?? '');

/**
 * Reads the click id of the landing URL. It is read at once, because consent may come after the URL has changed, and
 * from the navigation entry too, because a router may have changed the URL before this script ran.
 */
function readLandingClickId({ location, performance }: Window): string | undefined {
  const clickId =
    parseClickId(location.href) ?? parseClickId(attempt(() => performance.getEntriesByType('navigation')[0]?.name));
  if (!clickId && /[?&#]fbclid=[^&#]/.test(location.href)) {
    warn('twinbeam: no _fbc: fbclid has more than letters, digits, -_.');
  }
  return clickId;
}
