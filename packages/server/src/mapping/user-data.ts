import { error, type HashedKey, hashedKeys, type Problem, type UserDataSelection, warning } from '@twinbeam/shared';
import { isExternalIdHash, toExternalIdForm } from './match-keys/external-id.js';
import { isSha256, sha256 } from './match-keys/hash.js';
import { toNormalForm } from './match-keys/normal-form.js';
import type { PlainUserData } from './plain-user-data.js';

/** Match keys as Meta gets them. */
export type UserData = Record<string, string | string[]>;

/** How the match keys of one message are hashed. */
interface HashOptions {
  /** Whether the message says that they are hashed already. */
  hashed: boolean;
  /** Default country of telephone numbers, states and postal codes: ISO 3166-1 alpha-2. */
  country: string | undefined;
}

/**
 * Maps the match keys of a message: in normal form, hashed where Meta wants it, with an error if they match nobody.
 *
 * @param plain the keys that are sent unhashed; the others are added to this object
 */
export function toUserData(
  selection: UserDataSelection,
  plain: PlainUserData,
  { hashed, defaultCountry }: { hashed: boolean; defaultCountry: string | undefined },
): { userData: UserData; problems: Problem[] } {
  const { country } = selection;
  const homeCountry = toNormalForm.country(Array.isArray(country) ? country[0] : country);
  const options: HashOptions = { hashed, country: homeCountry ?? defaultCountry?.toLowerCase() };
  // Extended in place, which is faster than a copy.
  const userData: UserData = plain;
  const problems: Problem[] = [];
  for (const key of hashedKeys) {
    const given = selection[key];
    if (given === undefined) continue;
    const value = Array.isArray(given) ? toHashes(key, given, options) : toHash(key, given, options);
    if (value) userData[key] = value;
    if (hashed && key !== 'external_id' && ![given].flat().every(isHash)) {
      problems.push(warning('not-hashed', `user_data.${key}`));
    }
  }
  if (!isMatchable(userData)) problems.push(error('no-match-keys', 'traits'));
  return { userData, problems };
}

/** Meta takes lists; more values than these help no match. */
const maxValues = 20;

function toHashes(key: HashedKey, values: readonly unknown[], options: HashOptions): string | string[] | undefined {
  const hashes = new Set<string>();
  for (const value of values.slice(0, maxValues)) {
    const hash = toHash(key, value, options);
    if (hash) hashes.add(hash);
  }
  return hashes.size > 1 ? [...hashes] : [...hashes][0];
}

function toHash(key: HashedKey, value: unknown, { hashed, country }: HashOptions): string | undefined {
  if (key === 'external_id') {
    const form = toExternalIdForm(value);
    return form && (isExternalIdHash(form) ? form : sha256(form));
  }
  if (isHash(value)) return value.trim().toLowerCase();
  if (hashed) return undefined;
  const form = toNormalForm[key](value, country);
  return form && sha256(form);
}

const isHash = (value: unknown): value is string => typeof value === 'string' && isSha256(value.trim());

/** Combinations so broad that Meta refuses an event that has nothing else. */
const tooBroad = [
  ['ct', 'country', 'st', 'zp', 'ge', 'client_user_agent'],
  ['db', 'client_user_agent'],
  ['fn', 'ge'],
  ['ln', 'ge'],
].map((keys) => new Set(keys));

const isMatchable = (data: UserData): boolean => {
  const keys = Object.keys(data);
  return tooBroad.every((broad) => keys.some((key) => !broad.has(key)));
};
