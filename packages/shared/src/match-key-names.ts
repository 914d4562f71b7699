import type { PlaceholderKind } from './placeholder.js';

/** The match keys that are sent hashed, by Meta's names. */
export const hashedKeys = ['external_id', 'em', 'ph', 'ge', 'db', 'ln', 'fn', 'ct', 'st', 'zp', 'country'] as const;
export type HashedKey = (typeof hashedKeys)[number];

/** Returns by which words a value of a match key is judged to stand for none. */
export const toPlaceholderKind = (key: string): PlaceholderKind =>
  key === 'fn' || key === 'ln' ? 'name' : key === 'external_id' ? 'userId' : 'id';

/** Under which names a match key stands in a message; the first that is there is taken. */
export interface MatchKeyNames {
  key: HashedKey;
  names: readonly string[];
}

/** Names in traits. */
export const traitNames = [
  { key: 'em', names: ['email'] },
  { key: 'ph', names: ['phone'] },
  { key: 'ge', names: ['gender'] },
  { key: 'db', names: ['birthday', 'dateOfBirth'] },
  { key: 'ln', names: ['lastname', 'lastName', 'last_name'] },
  { key: 'fn', names: ['firstname', 'firstName', 'first_name'] },
] as const satisfies readonly MatchKeyNames[];

/** Names in the address of traits. */
export const addressNames = [
  { key: 'ct', names: ['city'] },
  { key: 'st', names: ['state'] },
  { key: 'zp', names: ['zip', 'postalCode', 'postal_code'] },
  { key: 'country', names: ['country'] },
] as const satisfies readonly MatchKeyNames[];
