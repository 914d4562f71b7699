import type { HashedKey } from '@twinbeam/shared';
import { isExternalIdHash } from '../mapping/match-keys/external-id.js';
import { parseHash, sha256 } from '../mapping/match-keys/hash.js';
import { normalForm } from '../mapping/match-keys/normal-form.js';
import { TwinbeamOptionsError } from '../options/options-error.js';

/**
 * The person whose events are removed. An event matches by any of these values, given as people write them or as the
 * SHA-256 of their normal form.
 *
 * @example
 * const person: ForgetOptions = { email: ['ada@example.com', 'ada@work.example'], phone: '0650 123 4567', country: 'AT' };
 */
export interface ForgetOptions {
  /** E-mail addresses of the person. Default: none. */
  email?: string | readonly string[] | undefined;
  /** Telephone numbers; those in national form need a country. Default: none. */
  phone?: string | readonly string[] | undefined;
  /** The site's own ids of the person. Default: none. */
  externalId?: string | readonly string[] | undefined;
  /** Country for telephone numbers in national form, as ISO 3166-1 alpha-2. Default: `defaultCountry` of each pixel. */
  country?: string | undefined;
}

const fields = [
  ['email', 'em'],
  ['phone', 'ph'],
  ['externalId', 'external_id'],
] as const;

/**
 * Turns a person's values into match keys as events have them. Throws `TwinbeamOptionsError`, which quotes none of
 * them, for values that no event can have.
 *
 * @param countries whose rules may have been applied to telephone numbers when the events arrived
 */
export function toMatchKeysToForget(options: ForgetOptions, countries: readonly (string | undefined)[]): string[] {
  const keys = new Set<string>();
  const problems: string[] = [];
  // Without a country, the digits of a number are hashed unchanged, as in an event without a country.
  const readBy = [...new Set([undefined, options.country, ...countries])];
  for (const [name, field] of fields) {
    for (const value of [options[name] ?? []].flat()) {
      const found = toMatchKeys(field, value, readBy);
      for (const key of found) keys.add(key);
      if (found.length === 0) problems.push(`${name} has no normal form: no event can have it.`);
    }
  }
  if (keys.size === 0 && problems.length === 0) problems.push('Name at least one email, phone or externalId.');
  if (problems.length > 0) throw new TwinbeamOptionsError(problems, 'Nothing was deleted:');
  return [...keys];
}

function toMatchKeys(field: HashedKey, value: string, countries: readonly (string | undefined)[]): string[] {
  const hash = parseHash(value);
  if (hash) return [hash.slice(0, 64)];
  const forms = countries.flatMap((country) => normalForm(field, value, country ? { country } : {}) ?? []);
  return forms.map((form) => (field === 'external_id' && isExternalIdHash(form) ? form : sha256(form)));
}
