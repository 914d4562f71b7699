import { isFields, parseAnonymousId, type Settings, toFields } from '@twinbeam/shared';
import { serialize } from 'cookie';
import { toUserMatchKeys, type UserMatchKeys } from '../../mapping/user-match-keys.js';
import type { RequestContext } from '../request-context.js';
import { createForgottenKeys } from './forgotten-keys.js';
import { createSealer } from './sealer.js';

/**
 * Remembers the match keys that a page passed to `identify()`. The visitor's own browser stores them, hashed and
 * encrypted, in a cookie that only this server can read or create. So they are known in every process and after a
 * restart, and need no memory on the server. They belong to the visitor's anonymous id, which `reset()` and a refusal
 * of consent replace.
 */
export interface UserMemory {
  /** Returns the match keys that the visitor's page sent within the last hour. */
  recall(
    context: Pick<RequestContext, 'cookies' | 'request'>,
    anonymousId: string | undefined,
  ): UserMatchKeys | undefined;
  /**
   * Builds the header that stores the match keys of a message. The message is undefined if the request has none that
   * was accepted.
   */
  toSetCookies(message: unknown, context: Pick<RequestContext, 'cookies' | 'request'>, anonymousId?: string): string[];
  /** Forgets all match keys that were stored before for a person with any of these. */
  forget(matchKeys: readonly string[]): void;
}

export interface UserMemoryOptions {
  /** Encryption key of 32 bytes. */
  key: Buffer;
  /** The settings with which match keys are hashed. */
  settings: Settings;
  /** The clock, in milliseconds since 1970. */
  now: () => number;
}

/** Lifetime of the cookie, in milliseconds. */
const lifetimeMs = 3_600_000;
/** Age at which an unchanged cookie is written again, in milliseconds. */
const renewMs = 600_000;

/** Content of the cookie: time, anonymous id, match keys. */
interface Remembered {
  at: number;
  anonymousId: string;
  matchKeys: UserMatchKeys;
}

export function createUserMemory({ key, settings, now }: UserMemoryOptions): UserMemory {
  const sealer = createSealer(key);
  const forgotten = createForgottenKeys(lifetimeMs);

  const read = (sealed: string | undefined, anonymousId: string | undefined): Remembered | undefined => {
    const remembered = parseRemembered(sealed === undefined ? undefined : sealer.open(sealed));
    if (!remembered || remembered.anonymousId !== anonymousId) return undefined;
    const ageMs = now() - remembered.at;
    if (ageMs < -lifetimeMs || ageMs >= lifetimeMs) return undefined;
    return forgotten.has(Object.values(remembered.matchKeys), remembered.at) ? undefined : remembered;
  };

  return {
    recall: ({ cookies, request }, anonymousId) => read(cookies()[toName(request.url())], anonymousId)?.matchKeys,
    toSetCookies(message, { cookies, request }, cookieId) {
      const url = request.url();
      const sealed = cookies()[toName(url)];
      const messageId = parseAnonymousId(toFields(message).anonymousId);
      const anonymousId = cookieId ?? messageId;
      const before = read(sealed, anonymousId);
      // A message created before a `reset` may be about another person.
      const isCurrent = anonymousId !== undefined && messageId === anonymousId;
      const told = isCurrent ? toUserMatchKeys(message, settings, now()) : {};
      if (!isCurrent || Object.keys(told).length === 0) {
        return sealed !== undefined && !before ? [toSetCookie(url, '', 0)] : [];
      }
      const matchKeys = mergeKeys(before?.matchKeys, told);
      const isSame = before && JSON.stringify(before.matchKeys) === JSON.stringify(matchKeys);
      if (isSame && now() - before.at < renewMs) return [];
      const text = JSON.stringify([now(), anonymousId, toShort(matchKeys)]);
      return [toSetCookie(url, sealer.seal(text), lifetimeMs / 1000)];
    },
    forget: (matchKeys) => forgotten.add(matchKeys, now()),
  };
}

/** Merges match keys as the page does: another user id starts afresh, and new values replace those of the same user. */
function mergeKeys(before: UserMatchKeys = {}, told: UserMatchKeys): UserMatchKeys {
  const isSameUser = !before.external_id || !told.external_id || before.external_id === told.external_id;
  return isSameUser ? { ...before, ...told } : told;
}

/** Returns the hashes in Base64, which is two thirds as long as hex. */
const toShort = (matchKeys: UserMatchKeys): UserMatchKeys => recode(matchKeys, 'hex', 'base64url');

const recode = (matchKeys: object, from: BufferEncoding, to: BufferEncoding): UserMatchKeys =>
  Object.fromEntries(
    Object.entries(matchKeys).map(([key, hash]) => [key, Buffer.from(String(hash), from).toString(to)]),
  );

function parseRemembered(text: string | undefined): Remembered | undefined {
  if (text === undefined) return undefined;
  const [at, anonymousId, matchKeys] = JSON.parse(text) as [number, string, unknown];
  return isFields(matchKeys) ? { at, anonymousId, matchKeys: recode(matchKeys, 'base64url', 'hex') } : undefined;
}

const isSecure = (url: string): boolean => url.startsWith('https:');

/**
 * Returns the name of the cookie. With the prefix `__Host-`, no other host of the site can write it (RFC 6265bis,
 * 4.1.3.2).
 */
const toName = (url: string): string => (isSecure(url) ? '__Host-twinbeam_user' : 'twinbeam_user');

const toSetCookie = (url: string, value: string, maxAge: number): string =>
  serialize(toName(url), value, { maxAge, path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure(url) });
