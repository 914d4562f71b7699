import {
  type HashedKey,
  hashedKeys,
  isPlaceholder,
  isPresent,
  toPlaceholderKind,
  type UserDataSelection,
  warning,
} from '@twinbeam/shared';
import type { HomeCountries } from './geo-location.js';
import type { Report } from './mapping.js';
import { isExternalIdHash, toExternalIdForm } from './match-keys/external-id.js';
import { isPlaceholderHash, parseHash } from './match-keys/hash.js';
import { toNormalForm } from './match-keys/normal-form.js';
import { needsPhoneLibrary } from './match-keys/phone.js';
import { maxTextLength } from './match-keys/text.js';

/** Match keys in normal form, as SHA-256 in hex. */
export type HashedUserData = Partial<Record<HashedKey, string | string[]>>;

/** Options for hashing the match keys of one message. */
export interface HashOptions {
  /** Whether the message says that they are already hashed. */
  hashed: boolean;
  home: HomeCountries;
  /** The clock, in milliseconds since 1970. */
  now: number;
  sha256: (text: string) => string;
  report: Report;
}

/** Brings the selected match keys into normal form, and hashes them. */
export function hashMatchKeys(selection: UserDataSelection, options: HashOptions): HashedUserData {
  const hashes: HashedUserData = {};
  for (const key of hashedKeys) {
    const given = selection[key];
    if (given === undefined) continue;
    const value = Array.isArray(given) ? toHashes(key, given, options) : toHash(key, given, options);
    if (value) hashes[key] = value;
    if (options.hashed && key !== 'external_id' && ![given].flat().every(parseHash)) {
      options.report(warning('not-hashed', `user_data.${key}`));
    }
  }
  return hashes;
}

/** Values of a list that are sent. More do not improve a match. */
const maxValues = 20;
/** Numbers of one message that the telephone library reads, which is the slowest part of the mapping. */
const maxPhonesRead = 4;

function toHashes(key: HashedKey, values: readonly unknown[], options: HashOptions): string | string[] | undefined {
  const { report } = options;
  const hashes = new Set<string>();
  let phonesRead = 0;
  const warnOfMany = () => report(warning('too-many-values', `user_data.${key}`));
  if (values.length > maxValues) warnOfMany();
  for (const value of values.slice(0, maxValues)) {
    if (isPlaceholder(value, toPlaceholderKind(key))) {
      report(warning('placeholder-value', `user_data.${key}`));
      continue;
    }
    if (key === 'ph' && needsPhoneLibrary(value) && !parseHash(value) && ++phonesRead > maxPhonesRead) {
      if (phonesRead === maxPhonesRead + 1) warnOfMany();
      continue;
    }
    const hash = toHash(key, value, options);
    if (hash) hashes.add(hash);
  }
  return hashes.size > 1 ? [...hashes] : [...hashes][0];
}

function toHash(
  key: HashedKey,
  value: unknown,
  { hashed, home, now, sha256, report }: HashOptions,
): string | undefined {
  const hash = parseHash(value);
  if (hash) {
    if (!isPlaceholderHash(hash)) return hash;
    report(warning('placeholder-value', `user_data.${key}`));
    return undefined;
  }
  if (typeof value === 'string' && value.length > maxTextLength) {
    report(warning('text-too-long', `user_data.${key}`));
    return undefined;
  }
  if (key === 'external_id') {
    const form = toExternalIdForm(value);
    return form && (isExternalIdHash(form) ? form : sha256(form));
  }
  if (hashed) return undefined;
  const form = toNormalForm(key, value, key === 'ph' ? home.phoneCountry : home.country, now);
  // A person may have another gender than Meta's two, so this is not worth a warning.
  if (form === undefined && key !== 'ge' && isPresent(value)) {
    report(warning('match-key-unusable', `user_data.${key}`));
  }
  return form && sha256(form);
}
