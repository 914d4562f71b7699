import type { Traits } from '@twinbeam/shared';
import { type FieldNames, renameFields } from './rename-fields.js';

/**
 * Names of Google's user-provided data (https://support.google.com/analytics/answer/14171598), by the trait that each
 * becomes. Others are left out: Meta has no match key for a street.
 *
 * Of Google's hashes (https://developers.google.com/analytics/devguides/collection/ga4/uid-data) those are used that Meta
 * makes of the same text: e-mail addresses and names, trimmed and in lower case. Where the two differ (dots in an address
 * of Gmail, a space in a name) the hash matches nobody. Google hashes a telephone number with `+`, Meta without, so it
 * would never match.
 */
export const userDataNames: FieldNames = {
  sha256_email_address: 'email',
  email: 'email',
  phone_number: 'phone',
};

/** The names in `address` that are a person's own. */
export const personNames: FieldNames = {
  sha256_first_name: 'firstName',
  first_name: 'firstName',
  sha256_last_name: 'lastName',
  last_name: 'lastName',
};

/** The names in `address` that are a place's. */
export const placeNames: FieldNames = {
  city: 'city',
  region: 'state',
  postal_code: 'postalCode',
  country: 'country',
};

/**
 * Maps Google's user-provided data to traits. Of several addresses the first is used.
 *
 * @example
 * toTraits({ email: 'ada@example.com', address: { first_name: 'Ada', region: 'CA' } });
 * // { email: 'ada@example.com', firstName: 'Ada', address: { state: 'CA' } }
 */
export function toTraits(userData: unknown): Traits {
  const fields = Object(userData);
  const address = Object(Array.isArray(fields.address) ? fields.address[0] : fields.address);
  const place = renameFields(address, placeNames);
  const traits = { ...renameFields(fields, userDataNames), ...renameFields(address, personNames) };
  return Object.keys(place)[0] ? { ...traits, address: place } : traits;
}
