import {
  type CountryCode,
  getCountryCallingCode,
  isSupportedCountry,
  type PhoneNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';
import { toDigitText } from './text.js';

/**
 * Returns a telephone number as digits with country code, without leading zeros and without the trunk prefix of national
 * calls. In international form (`+`, `00`) it is read as it stands; in national form by the rules of the country; without
 * a country its digits stand.
 *
 * @param country ISO 3166-1 alpha-2, in any case
 */
export function toPhoneForm(value: unknown, country?: string): string | undefined {
  const ready = toReadyForm(value);
  if (ready !== undefined) return ready;
  const number = toFirstNumber(toDigitText(value) ?? '');
  const digits = number.replace(/\D/g, '');
  // Forms that demand a number get zeros.
  if (digits.length < minNational || digits.length > maxDialled || /^0+$/.test(digits)) return undefined;
  const region = country?.toUpperCase() as CountryCode | undefined;
  const parsed = number.startsWith('+')
    ? parseInternational(digits)
    : parseDialled(digits, region && isSupportedCountry(region) ? region : undefined);
  // Of so few digits a country's own rules must say that they are a number.
  if (digits.length < minDigits && !parsed?.isValid()) return undefined;
  const form = parsed?.isPossible() ? toE164Digits(parsed) : withoutOldMobilePrefix(digits.replace(/^0+/, ''));
  return form.length >= minDigits && form.length <= 15 ? form : undefined;
}

/**
 * Returns the first number of a text, without what stands before it (`Tel.:`), its extension and a second number. Words,
 * commas and another plus end it once it has the digits of a number; a stroke, which also divides numbers, later. Of two
 * country codes, as where a form writes one and the visitor too, the second counts.
 */
function toFirstNumber(text: string): string {
  const number = text
    .replace(/^[^\d+]+/, '')
    .replace(/^\+\d{1,3}[ (-]*(?=\+)/, '')
    .replace(/(\d\D*?)(?:;|#|x|ext).*$/is, '$1');
  const single = /^\+?(?:[^\d+]*\d){7}[^\p{L}+,;#&|\r\n]*/u.exec(number)?.[0] ?? number;
  return /^\+?(?:[^\d]*\d){9}[^/]*/.exec(single)?.[0] ?? single;
}

/** Digits of a number with its country code. */
const minDigits = 7;
/** Digits of the shortest national numbers, on islands. */
const minNational = 4;
/** A number of 15 digits behind an international prefix. */
const maxDialled = 22;

/** Returns whether a value costs the library a look: it is no number in plain international form. */
export const needsPhoneLibrary = (value: unknown): boolean => toReadyForm(value) === undefined;

/** Returns a number in international form without trunk prefix, as most shops store it: nothing but the plus goes. */
function toReadyForm(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 32 || !value.includes('+')) return undefined;
  const number = value.replace(/[ ().-]/g, '');
  return readyNumber.test(number) ? number.slice(1) : undefined;
}

/**
 * Country codes before a number that does not begin with a zero. Where the trunk prefix is another digit, or where an old
 * prefix is still written, only numbers of the usual length.
 */
const readyNumber = new RegExp(
  `^\\+(?:${[
    '1[2-9]\\d{9}',
    '7\\d{10}',
    '52[1-9]\\d{9}',
    '54[1-9]\\d{9,10}',
    '(?:2[07]|3[0-469]|4[013-9]|5[135-8]|6[0-6]|8[1246]|9[0-58])[1-9]\\d{5,12}',
    '370[1-9]\\d{7}',
    '375[1-9]\\d{8}',
    '993[1-9]\\d{7}',
    '(?:2[1-689]\\d|3(?:5\\d|7[1-46-9]|8\\d)|42\\d|50\\d|59\\d|6[78]\\d|690|691|85\\d|88\\d|96\\d|97[0-57-9]|99[24-8])[1-9]\\d{4,11}',
  ].join('|')})$`,
);

/** Parses digits that follow a plus or an international prefix. */
function parseInternational(dialled: string): PhoneNumber | undefined {
  const number = parseDigits(`+${withoutOldMobilePrefix(dialled.replace(/^0+/, ''))}`);
  if (!number?.nationalNumber.startsWith('0') || number.isValid()) return number;
  // A zero that the numbers of this country do not have, such as Spain's.
  const withoutZero = parseDigits(`+${number.countryCallingCode}${number.nationalNumber.slice(1)}`);
  return withoutZero?.isValid() ? withoutZero : number;
}

/** Parses digits as they are dialled in a country: a national number, or one behind an international prefix. */
function parseDialled(digits: string, region: CountryCode | undefined): PhoneNumber | undefined {
  const national = region && parseNational(digits, region);
  if (!digits.startsWith('00')) return national;
  // People write 00 in countries that dial something else, too.
  const international = parseInternational(digits);
  return rank(international) > rank(national) ? international : national;
}

function parseNational(dialled: string, region: CountryCode): PhoneNumber | undefined {
  const digits = region === 'MX' ? dialled.replace(/^(?:044|045|01|1)(?=\d{10}$)/, '') : dialled;
  const national = parseDigits(digits, region);
  if (!digits.startsWith(getCountryCallingCode(region))) return national;
  const international = parseInternational(digits);
  const [ours, theirs] = [rank(national), rank(international)];
  // Without its trunk prefix a number is not in national form, so the code is the country's own.
  return theirs > ours || (theirs === ours && national && hasTrunkPrefix(national)) ? international : national;
}

const parseDigits = (digits: string, region?: CountryCode): PhoneNumber | undefined =>
  parsePhoneNumberFromString(digits, region ? { defaultCountry: region, extract: false } : { extract: false });

const toE164Digits = ({ number }: PhoneNumber): string => number.slice(1);

/** Mexico dropped the 1 and the 01, 044 and 045 before numbers in 2019; stored numbers still have them. */
const withoutOldMobilePrefix = (digits: string): string => digits.replace(/^52(?:0?1|04[45])(?=\d{10}$)/, '52');

const rank = (number: PhoneNumber | undefined): number => (number?.isValid() ? 2 : number?.isPossible() ? 1 : 0);

/** Returns whether the national form of a number has a prefix that is not dialled from abroad. */
const hasTrunkPrefix = (number: PhoneNumber): boolean =>
  number.formatNational().replace(/\D/g, '') !== number.nationalNumber;
