import { clickCookieMaxAge, parseClickId, parseFbc, parseFbp, selectFbc, selectFbp } from '@twinbeam/shared';
import { forgetStored } from '../storage/forget-stored.js';
import { copyOf } from '../tracker/copy.js';
import { createId } from '../tracker/message-id.js';
import type { CookieJar } from './document-cookie.js';

/** Traits of a visitor: `email`, `phone`, `firstName`, `address`, …, and what else a site knows. */
export type Traits = Record<string, unknown>;

/** What each message says of its visitor, as far as the page knows. */
export interface Visitor {
  anonymousId: string;
  userId?: string | undefined;
  context: { fbp: string; fbc?: string | undefined; traits: Traits };
}

/** Knows the visitor. Before `start` it neither reads nor keeps anything but what it is told. */
export interface IdentityStore {
  /** Consent is there: the cookies are made or renewed, and what was kept is read. */
  start(): void;
  current(): Visitor;
  identify(userId: string | undefined, traits: Traits | undefined): void;
  /** Forgets user and traits, and starts another anonymous id. The Pixel's cookies stay. */
  reset(): void;
  /** Forgets everything, and removes every cookie and whatever is stored: consent was withdrawn. */
  forget(): void;
}

/** Names the cookie of the anonymous id, and the user in the storage. */
const ownName = 'twinbeam_id';

type User = { userId?: string | undefined; traits: Traits };
const nobody: User = { traits: {} };

/**
 * The identity of a window's visitor: cookies for ids, and for what `identify` was told the session's storage.
 *
 * @param storage where user and traits are kept
 */
export function createIdentityStore(
  window: Window,
  [read, write, remove, subdomainIndex, fetchAll]: CookieJar,
  storage: 'sessionStorage' | 'localStorage',
): IdentityStore {
  // The click id of the address that the visitor came to, though consent may come only when it has changed, and a router
  // may have changed it before this script has come.
  const { location, performance } = window;
  const [arrival] = performance?.getEntriesByType?.('navigation') ?? [];
  const landing = parseClickId(location.href) ?? parseClickId(arrival?.name);
  let started = false;
  let user = nobody;
  // Beside the cookies the values are kept here, for browsers that refuse those.
  let fbp: string;
  let fbc: string | undefined;
  let anonymousId: string;

  const keep = <Value extends string | undefined>(name: string, value: Value): Value => {
    // One that is malformed may stand on a narrower domain, before ours.
    if (value !== read(name)) remove(name);
    if (value) write(name, value, clickCookieMaxAge);
    return value;
  };
  const identify: IdentityStore['identify'] = (userId = user.userId, traits) => {
    // What is known of one user is not true of another.
    const known = user.userId && userId !== user.userId ? {} : user.traits;
    user = { userId, traits: { ...known, ...copyOf(traits ?? {}) } };
    try {
      if (started) window[storage].setItem(ownName, JSON.stringify(user));
    } catch {
      // Storage is denied or full: this page still knows.
    }
  };

  return {
    start: () => {
      if (started) return;
      started = true;
      const now = Date.now();
      const index = subdomainIndex();
      const stored = parseFbc(read('_fbc'));
      // An in-app browser may have led the visitor on from the page of the click.
      const clickId = landing ?? (stored ? undefined : parseClickId(window.document.referrer));
      fbp = keep('_fbp', selectFbp(read('_fbp'), now, index));
      fbc = keep('_fbc', selectFbc(stored, clickId, now, index));
      anonymousId = keep(ownName, read(ownName)?.match(/^[\w.-]{1,64}$/)?.[0] ?? createId());
      const said = user;
      try {
        user = { ...nobody, ...JSON.parse(window[storage].getItem(ownName) as string) };
      } catch {
        // Denied, or foreign.
      }
      if (said !== nobody) identify(said.userId, said.traits);
    },
    current: () => {
      // The Pixel may have set its own in the meantime; both legs must carry what is in the cookie.
      const all = fetchAll();
      return {
        anonymousId,
        userId: user.userId,
        context: {
          fbp: parseFbp(read('_fbp', all)) ?? fbp,
          fbc: parseFbc(read('_fbc', all)) ?? fbc,
          traits: user.traits,
        },
      };
    },
    identify,
    reset: () => {
      user = nobody;
      forgetStored(window, ownName);
      remove(ownName);
      if (started) anonymousId = keep(ownName, createId());
    },
    forget: () => {
      user = nobody;
      started = false;
      for (const name of ['_fbp', '_fbc', ownName]) remove(name);
      forgetStored(window);
    },
  };
}
