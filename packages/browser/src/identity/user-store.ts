import { anonymousIdCookie, type Traits } from '@twinbeam/shared';
import { attempt } from '../page/attempt.js';
import { toJson } from '../page/to-json.js';
import { toJsonCopy } from '../page/to-json-copy.js';
import { forgetStored } from '../storage/forget-stored.js';

/** A user of the site, as `identify` was told. */
export interface User {
  userId?: string | undefined;
  traits: Traits;
}

/** The user of a page, stored for its next pages. */
export interface UserStore {
  /** Reads the stored user. What the page has told before takes precedence, and is stored. */
  load(): void;
  current(): User;
  /** Adds traits to the user. A different user id drops the previous traits. */
  identify(userId?: string | Traits | null, traits?: Traits | null): void;
  /** Removes the user. */
  clear(): void;
}

/** The storage entry has the name of the cookie with the anonymous id. */
const entry = anonymousIdCookie;

const nobody: User = { traits: {} };

/**
 * Creates the store of a window, in session storage or local storage.
 *
 * @param hasConsent returns whether a change of the user may be stored
 */
export function createUserStore(window: Window, keepUser: 'session' | 'local', hasConsent: () => boolean): UserStore {
  const storage = `${keepUser}Storage` as const;
  let user = nobody;

  const identify: UserStore['identify'] = (userId = user.userId, traits) => {
    if (typeof userId === 'object') return identify(undefined, userId ?? traits);
    const knownTraits = user.userId && userId !== user.userId ? {} : user.traits;
    user = { userId, traits: { ...knownTraits, ...toJsonCopy(traits ?? {}) } };
    // It would become the id of every later event.
    delete user.traits.event_id;
    // If storage is blocked or full, only this page knows the user.
    if (hasConsent()) attempt(() => window[storage].setItem(entry, toJson(user) as string));
  };

  return {
    load() {
      const identified = user;
      // The entry may have been written by another script.
      user = { ...nobody, ...attempt(() => JSON.parse(window[storage].getItem(entry) as string)) };
      if (identified !== nobody) identify(identified.userId, identified.traits);
    },
    current: () => user,
    identify,
    clear() {
      user = nobody;
      forgetStored(window, entry);
    },
  };
}
