import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { toPlainText } from './text.js';

/**
 * Returns a telephone number as digits with country code, without leading zeros. In international form (`+`, `00`) it is read
 * as it stands; in national form by the rules of the country; without a country its digits stand.
 */
export function toPhoneForm(value: unknown, country?: string): string | undefined {
  const plain = toPlainText(value);
  if (!plain) return undefined;
  // As most shops store it: nothing is left to do.
  if (/^\+[1-9]\d{6,14}$/.test(plain)) return plain.slice(1);
  const text = plain.normalize('NFKC');
  const number = text
    .replace(/^[a-z]+:/i, '')
    .replace(/(;|#|x|ext\.?|extension).*$/i, '')
    .trim();
  const international = /^(\+|00)/.test(number);
  // The trunk zero of "+44 (0)7911" is not dialled from abroad.
  const digits = number
    .replace(international ? /\(0\)/ : '', '')
    .replace(/\D/g, '')
    .replace(/^0+/, '');
  const region = country?.toUpperCase() as CountryCode | undefined;
  const parsed =
    !international && region && isSupportedCountry(region) ? parsePhoneNumberFromString(number, region) : undefined;
  const form = parsed?.isPossible() ? parsed.number.slice(1) : digits;
  return form.length >= 7 && form.length <= 15 ? form : undefined;
}
