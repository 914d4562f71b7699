import {
  addressNames,
  type Fields,
  type HashedKey,
  isFields,
  type MatchKeyNames,
  type Message,
  type Settings,
  selectUserData,
  toFields,
  traitNames,
} from '@twinbeam/shared';
import { findHomeCountries } from './geo-location.js';
import { hashMatchKeys } from './hash-match-keys.js';
import { isSha256, sha256 } from './match-keys/hash.js';
import { readMessage } from './read-message.js';

/**
 * Hashed match keys of a person, by Meta's names, one value each.
 *
 * @example
 * const { em, external_id }: UserMatchKeys = identity.matchKeys ?? {};
 */
export type UserMatchKeys = Partial<Record<HashedKey, string>>;

/** Selects and hashes the match keys that `identify` has set in a message of a page. Never throws. */
export function toUserMatchKeys(given: unknown, settings: Settings, now: number): UserMatchKeys {
  try {
    const read = readMessage(given);
    if (!read.message || !hasUser(read.message)) return {};
    const { anonymousId, ...identified } = read.message;
    const selection = selectUserData(identified, settings);
    const home = findHomeCountries(selection, selection, settings);
    const hashed = read.options.hashed === true;
    const hashes = hashMatchKeys(selection, { hashed, home, now, sha256, report: () => undefined });
    return Object.fromEntries(
      Object.entries(hashes).flatMap(([key, value]) => {
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

/** Builds the traits of a message from match keys that are already hashed. */
export function toTraits(matchKeys: unknown): Record<string, unknown> | undefined {
  if (!isFields(matchKeys)) return undefined;
  return {
    ...pickByNames(matchKeys, [{ key: 'external_id', names: ['userId'] }, ...traitNames]),
    address: pickByNames(matchKeys, addressNames),
  };
}

/** Picks the match keys that exist, each under the first of its names. */
const pickByNames = (matchKeys: Fields, rows: readonly MatchKeyNames[]): Fields =>
  Object.fromEntries(
    rows.flatMap(({ key, names: [name] }) => (name && matchKeys[key] !== undefined ? [[name, matchKeys[key]]] : [])),
  );
