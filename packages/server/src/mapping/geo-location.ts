import {
  addMatchKeys,
  isFields,
  type MatchKeyNames,
  type Message,
  type OnPlaceholder,
  type Settings,
  toFields,
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
  /** Country of states and postal codes: that of the address, of the geolocation, of the settings. */
  country: string | undefined;
  /** Country of telephone numbers: people travel, so the settings beat the geolocation. */
  phoneCountry: string | undefined;
}

/** Adds the place of `context.geo` to a selection where the address says nothing, and finds the countries of both. */
export function addGeoLocation(
  selection: UserDataSelection,
  message: Message,
  { defaultCountry }: Settings,
  onPlaceholder: OnPlaceholder,
): HomeCountries {
  const addressCountry = readCountry(selection);
  const byDefault = defaultCountry?.toLowerCase();
  const { geo } = toFields(message.context);
  if (!isFields(geo)) {
    const country = addressCountry ?? byDefault;
    return { country, phoneCountry: country };
  }
  addMatchKeys(selection, geoNames, geo, onPlaceholder);
  const homeCountry = addressCountry ?? readCountry(selection);
  return { country: homeCountry ?? byDefault, phoneCountry: addressCountry ?? byDefault ?? homeCountry };
}

const readCountry = ({ country }: UserDataSelection): string | undefined =>
  country === undefined ? undefined : toCountryForm(Array.isArray(country) ? country[0] : country);
