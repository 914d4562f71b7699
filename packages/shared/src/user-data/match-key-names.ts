import type { PlaceholderKind } from '../base/placeholder.js';

/** The names of match keys in traits. */
export const traitNames = [
  { key: 'em', names: ['email'] },
  { key: 'ph', names: ['phone'] },
  { key: 'ge', names: ['gender'] },
  { key: 'db', names: ['birthday', 'dateOfBirth'] },
  { key: 'ln', names: ['lastname', 'lastName', 'last_name'] },
  { key: 'fn', names: ['firstname', 'firstName', 'first_name'] },
] as const;

/** The names of match keys in the address in traits. */
export const addressNames = [
  { key: 'ct', names: ['city'] },
  { key: 'st', names: ['state'] },
  { key: 'zp', names: ['zip', 'postalCode', 'postal_code'] },
  { key: 'country', names: ['country'] },
] as const;

/**
 * A match key that is sent hashed.
 *
 * @example
 * const key: HashedKey = 'em';
 */
export type HashedKey = 'external_id' | (typeof traitNames | typeof addressNames)[number]['key'];

/**
 * The names of a match key in messages; the first one that is present is used.
 *
 * @example
 * const row: MatchKeyNames = { key: 'zp', names: ['zip', 'postalCode', 'postal_code'] };
 */
export interface MatchKeyNames {
  /** Meta's name. */
  key: HashedKey;
  /** Names in messages. */
  names: readonly string[];
}

/** The match keys that are sent hashed, by Meta's names. */
export const hashedKeys: readonly HashedKey[] = [
  'external_id',
  .../*#__PURE__*/ traitNames.map(({ key }) => key),
  .../*#__PURE__*/ addressNames.map(({ key }) => key),
];

/**
 * Returns the kind of placeholders to look for in a match key.
 *
 * @example
 * isPlaceholder('guest', toPlaceholderKind('external_id')); // true
 */
export const toPlaceholderKind = (key: string): PlaceholderKind =>
  key === 'fn' || key === 'ln' ? 'name' : key === 'external_id' ? 'userId' : 'id';
