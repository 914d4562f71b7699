import {
  error,
  type HashedKey,
  hashedKeys,
  isPlaceholder,
  isPresent,
  type Problem,
  toPlaceholderKind,
  type UserDataSelection,
  warning,
} from '@twinbeam/shared';
import { isExternalIdHash, toExternalIdForm } from './match-keys/external-id.js';
import { isPlaceholderHash, parseHash } from './match-keys/hash.js';
import { toNormalForm } from './match-keys/normal-form.js';
import { needsPhoneLibrary } from './match-keys/phone.js';
import { maxTextLength } from './match-keys/text.js';
import type { PlainUserData } from './plain-user-data.js';

/**
 * Match keys as Meta gets them: in normal form and, where Meta wants it, as SHA-256 in hex.
 *
 * @example
 * const { em, fbp }: UserData = event.user_data;
 */
export type UserData = Record<string, string | string[]>;

/** Options for hashing the match keys of one message. */
export interface HashOptions {
  /** Whether the message says that they are hashed already. */
  hashed: boolean;
  /** Country of states and postal codes: ISO 3166-1 alpha-2. */
  country: string | undefined;
  /** Country of telephone numbers in national form. */
  phoneCountry: string | undefined;
  /** The clock, in milliseconds since 1970. */
  now: number;
  sha256: (text: string) => string;
}

/**
 * Maps the match keys of a message: in normal form, hashed where Meta wants it, with an error if they match nobody.
 *
 * @param plain the keys that are sent unhashed; the others are added to this object
 */
export function toUserData(
  selection: UserDataSelection,
  plain: PlainUserData,
  options: HashOptions,
): { userData: UserData; problems: Problem[] } {
  // Extended in place, which is faster than a copy.
  const userData: UserData = plain;
  const problems: Problem[] = [];
  for (const key of hashedKeys) {
    const given = selection[key];
    if (given === undefined) continue;
    const value = Array.isArray(given)
      ? toHashes(key, given, options, problems)
      : toHash(key, given, options, problems);
    if (value) userData[key] = value;
    if (options.hashed && key !== 'external_id' && ![given].flat().every(parseHash)) {
      problems.push(warning('not-hashed', `user_data.${key}`));
    }
  }
  if (!isMatchable(userData)) problems.push(error('no-match-keys', 'traits'));
  return { userData, problems };
}

/** Meta takes lists; more values than these help no match. */
const maxValues = 20;
/** Numbers of one message that the telephone library reads: it is the slowest part of the mapping. */
const maxPhonesRead = 4;

function toHashes(
  key: HashedKey,
  values: readonly unknown[],
  options: HashOptions,
  problems: Problem[],
): string | string[] | undefined {
  const hashes = new Set<string>();
  let phonesRead = 0;
  const warnOfMany = () => problems.push(warning('too-many-values', `user_data.${key}`));
  if (values.length > maxValues) warnOfMany();
  for (const value of values.slice(0, maxValues)) {
    if (isPlaceholder(value, toPlaceholderKind(key))) {
      problems.push(warning('placeholder-value', `user_data.${key}`));
      continue;
    }
    if (key === 'ph' && needsPhoneLibrary(value) && !parseHash(value) && ++phonesRead > maxPhonesRead) {
      if (phonesRead === maxPhonesRead + 1) warnOfMany();
      continue;
    }
    const hash = toHash(key, value, options, problems);
    if (hash) hashes.add(hash);
  }
  return hashes.size > 1 ? [...hashes] : [...hashes][0];
}

function toHash(key: HashedKey, value: unknown, options: HashOptions, problems: Problem[]): string | undefined {
  const hash = parseHash(value);
  if (hash) {
    if (!isPlaceholderHash(hash)) return hash;
    problems.push(warning('placeholder-value', `user_data.${key}`));
    return undefined;
  }
  if (typeof value === 'string' && value.length > maxTextLength) {
    problems.push(warning('text-too-long', `user_data.${key}`));
    return undefined;
  }
  if (key === 'external_id') {
    const form = toExternalIdForm(value);
    return form && (isExternalIdHash(form) ? form : options.sha256(form));
  }
  if (options.hashed) return undefined;
  const form = toNormalForm(key, value, key === 'ph' ? options.phoneCountry : options.country, options.now);
  // A gender may be none of Meta's two; of all else the sender should know.
  if (form === undefined && key !== 'ge' && isPresent(value)) {
    problems.push(warning('match-key-unusable', `user_data.${key}`));
  }
  return form && options.sha256(form);
}

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
