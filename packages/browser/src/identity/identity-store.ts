import { anonymousIdCookie, keeperCookie, signedAddressCookie, type Traits } from '@twinbeam/shared';
import { now } from '../page/now.js';
import { forgetStored } from '../storage/forget-stored.js';
import type { CookieJar } from './cookie-jar.js';
import { createId } from './create-id.js';
import { createUserStore, type UserStore } from './user-store.js';
import { readIds, readLandingClickId, renewIds, type VisitorIds, writeIdCookie } from './visitor-ids.js';

/** The parts of a message that identify the visitor. */
export interface Visitor {
  anonymousId: string;
  userId?: string | undefined;
  context: { fbp: string; fbc?: string | undefined; traits: Traits };
}

/** The identity of a visitor: ids in cookies, and the user. Before `start` nothing is read or stored. */
export interface IdentityStore extends Pick<UserStore, 'identify'> {
  /** Creates or renews the cookies and reads the stored user. To be called once consent is granted. */
  start(): void;
  /** Returns the visitor's current ids and traits. */
  visitor(): Visitor;
  /** Removes user and traits, and creates a new anonymous id. The Pixel's cookies are kept. */
  reset(): void;
  /** Restores the anonymous id of `reset` if a late response has overwritten it. To be called after each response. */
  keepReset(): void;
  /**
   * Removes all cookies and stored data. To be called when consent is withdrawn. Returns the browser id, if events with it
   * may have been sent.
   */
  forget(): string | undefined;
}

/** Milliseconds after a reset in which a response to an earlier request may still arrive. */
const resetMs = 15_000;

/**
 * Creates the identity of a window's visitor.
 *
 * @param keepUser where the user is stored
 */
export function createIdentityStore(window: Window, cookies: CookieJar, keepUser: 'session' | 'local'): IdentityStore {
  const landing = readLandingClickId(window);
  /** Undefined before the start. */
  let ids: VisitorIds | undefined;
  const user = createUserStore(window, keepUser, () => !!ids);
  let resetAt = 0;

  return {
    start() {
      if (ids) return;
      ids = renewIds(window, cookies, landing);
      user.load();
    },
    visitor() {
      const { anonymousId, ...clickCookies } = readIds(cookies, ids as VisitorIds);
      const { userId, traits } = user.current();
      return { anonymousId, userId, context: { ...clickCookies, traits } };
    },
    identify: user.identify,
    reset() {
      user.clear();
      cookies.remove(anonymousIdCookie);
      cookies.remove(keeperCookie);
      if (ids) ids.anonymousId = writeIdCookie(cookies, anonymousIdCookie, createId());
      resetAt = now();
    },
    keepReset() {
      // After that time the change may be another tab's reset.
      if (!ids || now() - resetAt > resetMs || cookies.read(anonymousIdCookie) === ids.anonymousId) return;
      cookies.remove(keeperCookie);
      writeIdCookie(cookies, anonymousIdCookie, ids.anonymousId);
    },
    forget() {
      const withdrawn = ids && readIds(cookies, ids).fbp;
      ids = undefined;
      user.clear();
      for (const name of ['_fbp', '_fbc', anonymousIdCookie, signedAddressCookie, keeperCookie]) cookies.remove(name);
      forgetStored(window);
      return withdrawn;
    },
  };
}
