import {
  addMatchKeys,
  type Fields,
  isFields,
  type MatchKeyNames,
  type OnPlaceholder,
  type Settings,
  type UserDataSelection,
} from '@twinbeam/shared';
import { toCountryForm } from './match-keys/country.js';

/** Names in `context.geo`, as RudderStack's geolocation writes them. */
const geoNames: readonly MatchKeyNames[] = [
  { key: 'ct', names: ['city'] },
  { key: 'st', names: ['region'] },
  { key: 'zp', names: ['postal', 'postal_code', 'postalCode', 'zip'] },
  { key: 'country', names: ['country', 'country_code', 'countryCode'] },
];

/** Countries by which the values of a message are read: ISO 3166-1 alpha-2 in lower case. */
export interface HomeCountries {
  /** Country of states and postal codes: that of the address, else of the geolocation, else of the settings. */
  country: string | undefined;
  /** Country of telephone numbers. People travel, so the settings come before the geolocation. */
  phoneCountry: string | undefined;
}

/** Returns a selection with the place of `context.geo`, where the address says nothing. */
export function withGeoLocation(
  selection: UserDataSelection,
  { geo }: Fields,
  onPlaceholder: OnPlaceholder,
): UserDataSelection {
  if (!isFields(geo)) return selection;
  const located = { ...selection };
  addMatchKeys(located, geoNames, geo, 'context.geo.', onPlaceholder);
  return located;
}

/**
 * Finds the countries by which the values of a message are read.
 *
 * @param located the same selection with the place of the geolocation
 */
export function findHomeCountries(
  selection: UserDataSelection,
  located: UserDataSelection,
  { defaultCountry }: Settings,
): HomeCountries {
  const addressCountry = readCountry(selection);
  const country = addressCountry ?? readCountry(located);
  const byDefault = defaultCountry?.toLowerCase();
  return { country: country ?? byDefault, phoneCountry: addressCountry ?? byDefault ?? country };
}

const readCountry = ({ country }: UserDataSelection): string | undefined =>
  country === undefined ? undefined : toCountryForm(Array.isArray(country) ? country[0] : country);
