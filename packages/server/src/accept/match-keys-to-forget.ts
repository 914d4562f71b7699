import type { HashedKey } from '@twinbeam/shared';
import { isCountryCode } from '../mapping/match-keys/country-code.js';
import { isExternalIdHash } from '../mapping/match-keys/external-id.js';
import { isPlaceholderHash, parseHash, sha256 } from '../mapping/match-keys/hash.js';
import { normalForm } from '../mapping/match-keys/normal-form.js';
import { isInternationalForm, toNationalForms } from '../mapping/match-keys/phone.js';
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
  /** Telephone numbers; those in national form, without `+` or `00`, need a country. Default: none. */
  phone?: string | readonly string[] | undefined;
  /** The site's own ids of the person. Default: none. */
  externalId?: string | readonly string[] | undefined;
  /**
   * Countries by which events read national numbers, such as that of the person's address, as ISO 3166-1 alpha-2, beside
   * `defaultCountry` of each pixel. Default: none.
   */
  country?: string | readonly string[] | undefined;
}

const fields = [
  ['email', 'em'],
  ['phone', 'ph'],
  ['externalId', 'external_id'],
] as const;

const knownNames: readonly string[] = [...fields.map(([name]) => name), 'country'];

/**
 * Turns a person's values into match keys as events have them. Throws `TwinbeamOptionsError`, which quotes none of
 * them, for values that no event can have.
 *
 * @param countries whose rules may have been applied to telephone numbers when the events arrived
 */
export function toMatchKeysToForget(options: ForgetOptions, countries: readonly (string | undefined)[]): string[] {
  const keys = new Set<string>();
  const named = [options.country ?? []].flat();
  const problems = [...findUnknownNames(options), ...findCountryProblems(named)];
  const readBy = [...new Set([...named, ...countries].flatMap((country) => country ?? []))];
  for (const [name, field] of fields) {
    for (const value of [options[name] ?? []].flat()) {
      const found = toMatchKeys(field, value, readBy);
      for (const key of found) keys.add(key);
      if (field === 'ph' && needsCountry(value) && readBy.length === 0) problems.push(countryMissing);
      else if (found.length === 0) problems.push(`${name} has no normal form: no event can have it.`);
    }
  }
  if (keys.size === 0 && problems.length === 0) problems.push('Name at least one email, phone or externalId.');
  if (problems.length > 0) throw new TwinbeamOptionsError(problems, 'Nothing was deleted:');
  return [...keys];
}

const countryMissing =
  'phone is in national form, so its country is needed to find it: write the number as +49 151 23456789, or name the country (--country DE on the command line, country in code).';

/** A misspelt name would be a value that is not searched for. The name is not quoted, because it may be a value. */
const findUnknownNames = (options: ForgetOptions): string[] =>
  Object.entries(options).some(([name, value]) => value !== undefined && !knownNames.includes(name))
    ? [`Only ${knownNames.join(', ')} can be given; is a name misspelt?`]
    : [];

const findCountryProblems = (countries: readonly unknown[]): string[] =>
  countries.every((country) => typeof country === 'string' && isCountryCode(country))
    ? []
    : ["country must be an ISO 3166-1 code of two letters, such as 'DE', or a list of them."];

const needsCountry = (value: unknown): boolean =>
  /\d/.test(String(value)) && !parseHash(value) && !isInternationalForm(value);

function toMatchKeys(field: HashedKey, value: string, countries: readonly string[]): string[] {
  const hash = parseHash(value);
  if (hash) return isPlaceholderHash(hash) ? [] : [hash.slice(0, 64)];
  const forms = field === 'ph' ? toPhoneForms(value, countries) : toForms(field, value);
  return forms.map((form) => (field === 'external_id' && isExternalIdHash(form) ? form : sha256(form)));
}

/**
 * Returns the forms that events may have of a number: the complete one, and what its national form has become without a
 * country or by another one, such as `defaultCountry` for a visitor from abroad.
 */
function toPhoneForms(value: string, countries: readonly string[]): string[] {
  const complete = isInternationalForm(value)
    ? toForms('ph', value)
    : countries.flatMap((country) => toForms('ph', value, country));
  const written = [value, ...complete.flatMap(toNationalForms)];
  const others = written.flatMap((text) =>
    [undefined, ...countries].flatMap((country) => toForms('ph', text, country)),
  );
  return [...complete, ...others];
}

const toForms = (field: HashedKey, value: string, country?: string): string[] => {
  const form = normalForm(field, value, country === undefined ? {} : { country });
  return form === undefined ? [] : [form];
};
