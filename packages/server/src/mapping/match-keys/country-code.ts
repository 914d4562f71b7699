import { iso31661 } from 'iso-3166';
import { type CountryCode, isSupportedCountry } from 'libphonenumber-js/max';

/** Returns whether a text is the code of a country: ISO 3166-1 alpha-2 in any case, and `XK`, which has numbers too. */
export function isCountryCode(text: string): boolean {
  const code = text.toUpperCase();
  return isSupportedCountry(code as CountryCode) || iso31661.some(({ alpha2 }) => alpha2 === code);
}
