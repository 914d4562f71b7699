import {
  type HashedKey,
  hashedKeys,
  isFields,
  type Message,
  type Settings,
  selectUserData,
  toFields,
} from '@twinbeam/shared';
import { addGeoLocation } from './geo-location.js';
import { isSha256, sha256 } from './match-keys/hash.js';
import { readMessage } from './read-message.js';
import { toUserData } from './user-data.js';

/**
 * Hashed match keys of a person, by Meta's names, one value each.
 *
 * @example
 * const { em, external_id }: UserMatchKeys = identity.matchKeys ?? {};
 */
export type UserMatchKeys = Partial<Record<HashedKey, string>>;

/** Names of the match keys in traits, besides those of the address. */
const traitNames = {
  em: 'email',
  ph: 'phone',
  ge: 'gender',
  db: 'birthday',
  ln: 'lastName',
  fn: 'firstName',
  external_id: 'userId',
} as const;
const addressTraitNames = { ct: 'city', st: 'state', zp: 'zip', country: 'country' } as const;

/** Selects, and hashes, the match keys that `identify` has told, of a message of a page. Never throws. */
export function toUserMatchKeys(given: unknown, settings: Settings, now: number): UserMatchKeys {
  try {
    const read = readMessage(given);
    if (!('message' in read) || !hasUser(read.message)) return {};
    const { anonymousId, ...identified } = read.message;
    const selection = selectUserData(identified, settings);
    const home = addGeoLocation({ ...selection }, { ...identified, context: {} }, settings, () => undefined);
    const { userData } = toUserData(selection, {}, { ...home, hashed: read.options.hashed === true, now, sha256 });
    return Object.fromEntries(
      Object.entries(userData).flatMap(([key, value]) => {
        const hash = [value].flat()[0]?.slice(0, 64) ?? '';
        return isSha256(hash) ? [[key, hash]] : [];
      }),
    );
  } catch {
    // A foreign object may hold getters and proxies that throw.
    return {};
  }
}

const hasUser = ({ userId, traits, context }: Message): boolean =>
  userId !== undefined || isFields(traits) || isFields(toFields(context).traits);

/** Builds the traits of a message from match keys that are hashed already. */
export function toTraits(matchKeys: unknown): Record<string, unknown> | undefined {
  if (!isFields(matchKeys)) return undefined;
  const traits: Record<string, unknown> = {};
  const address: Record<string, unknown> = {};
  for (const key of hashedKeys) {
    if (matchKeys[key] === undefined) continue;
    if (key in addressTraitNames) address[addressTraitNames[key as keyof typeof addressTraitNames]] = matchKeys[key];
    else traits[traitNames[key as keyof typeof traitNames]] = matchKeys[key];
  }
  return { ...traits, address };
}
