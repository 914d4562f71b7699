import { error, type OnPlaceholder, selectUserData, warning } from '@twinbeam/shared';
import { findHomeCountries, withGeoLocation } from './geo-location.js';
import { type HashedUserData, hashMatchKeys } from './hash-match-keys.js';
import type { Mapping } from './mapping.js';
import { type EventFacts, selectPlainUserData } from './plain-user-data.js';

/**
 * Match keys as Meta gets them: in normal form and, where Meta wants it, as SHA-256 in hex.
 *
 * @example
 * const { em, fbp }: UserData = event.user_data;
 */
export type UserData = Record<string, string | string[]>;

/** Maps the match keys of a message. If Meta cannot match a person by them, this is an error. */
export function toUserData(mapping: Mapping, facts: EventFacts): UserData {
  // Not by spreading, which takes longer than hashing.
  const userData: UserData = Object.assign(toHashedUserData(mapping), selectPlainUserData(mapping, facts));
  if (!isMatchable(userData)) mapping.report(error('no-match-keys', 'traits'));
  return userData;
}

function toHashedUserData({
  message,
  context,
  identified,
  settings,
  options,
  now,
  memo,
  report,
}: Mapping): HashedUserData {
  const onPlaceholder: OnPlaceholder = (path) => report(warning('placeholder-value', path));
  const selection = selectUserData(message, settings, onPlaceholder, identified.userData);
  const located = withGeoLocation(selection, context, onPlaceholder);
  const home = findHomeCountries(selection, located, settings);
  return hashMatchKeys(located, { hashed: options.hashed === true, home, now, sha256: memo.sha256, report });
}

/** Combinations that are so broad that Meta refuses an event with no other match key. */
const tooBroad = [
  ['ct', 'country', 'st', 'zp', 'ge', 'client_user_agent'],
  ['db', 'client_user_agent'],
  ['fn', 'ge'],
  ['ln', 'ge'],
].map((keys) => new Set(keys));
const broadKeys = new Set(tooBroad.flatMap((keys) => [...keys]));

function isMatchable(data: UserData): boolean {
  // Most events have a match key that is enough by itself.
  for (const key in data) if (!broadKeys.has(key)) return true;
  const keys = Object.keys(data);
  return tooBroad.every((broad) => keys.some((key) => !broad.has(key)));
}
