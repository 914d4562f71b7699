import { chooseFbc, clickCookieMaxAge, clickIdOfUrl, createFbp, parseFbc, parseFbp } from '@twinbeam/shared/core';
import { createCookieJar } from './document-cookie.js';
import { createId } from './message-id.js';

/** Traits of a visitor: `email`, `phone`, `firstName`, `address`, …, and what else a site knows. */
export type Traits = Record<string, unknown>;

/** What each message says of its visitor, as far as the page knows. */
export interface Visitor {
  anonymousId: string;
  userId?: string | undefined;
  context: {
    fbp: string;
    fbc?: string | undefined;
    traits: Traits;
    page: { url: string; referrer: string };
  };
}

/** Reads and keeps the visitor's identity. */
export interface IdentityStore {
  current(): Visitor;
  identify(userId: string | undefined, traits: Traits | undefined): void;
  /** Forgets user and traits, and starts another anonymous id. The Pixel's cookies stay. */
  reset(): void;
}

/** Names the cookie of the anonymous id, and the user in the session storage. */
const ownName = 'twinbeam_id';

/** The identity of a window's visitor: cookies for ids, session storage for what `identify` was told. */
export function createIdentityStore(window: Window): IdentityStore {
  const { document, location } = window;
  const [read, write, subdomainIndex] = createCookieJar(document, location);
  const now = Date.now();
  const keep = <Value extends string | undefined>(name: string, value: Value): Value => {
    if (value) write(name, value, clickCookieMaxAge);
    return value;
  };

  // Beside the cookies the values are kept here, for browsers that refuse those.
  const fbp = keep('_fbp', parseFbp(read('_fbp')) ?? createFbp(now, subdomainIndex));
  const fbc = keep('_fbc', chooseFbc(read('_fbc'), clickIdOfUrl(location.href), now, subdomainIndex));
  let anonymousId = keep(ownName, read(ownName) || createId());
  let user: { userId?: string | undefined; traits: Traits } = { traits: {} };

  /** Keeps what is new for the session, or without it reads what the session has kept. */
  const remember = (next?: typeof user) => {
    try {
      if (next) {
        user = next;
        window.sessionStorage.setItem(ownName, JSON.stringify(user));
      } else user = { ...user, ...JSON.parse(window.sessionStorage.getItem(ownName) as string) };
    } catch {
      // Storage is denied, full or foreign: this page still knows.
    }
  };
  remember();

  return {
    current: () => ({
      anonymousId,
      userId: user.userId,
      context: {
        // The Pixel may have set its own in the meantime; both legs must carry what is in the cookie.
        fbp: parseFbp(read('_fbp')) ?? fbp,
        fbc: parseFbc(read('_fbc')) ?? fbc,
        traits: user.traits,
        page: { url: location.href, referrer: document.referrer },
      },
    }),
    identify: (userId = user.userId, traits) =>
      // What is known of one user is not true of another.
      remember({ userId, traits: { ...(user.userId && userId !== user.userId ? {} : user.traits), ...traits } }),
    reset: () => {
      anonymousId = keep(ownName, createId());
      remember({ traits: {} });
    },
  };
}
