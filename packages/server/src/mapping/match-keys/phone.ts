import {
  type CountryCode,
  getCountryCallingCode,
  isSupportedCountry,
  type PhoneNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';
import { toDigitText } from './text.js';

/**
 * Returns the digits of a telephone number with its country code, without leading zeros and without the trunk prefix of
 * national calls. A number in international form (`+`, `00`) is read as it is, a number in national form by the rules
 * of the country. Without a country its digits are returned.
 *
 * @param country ISO 3166-1 alpha-2, in any case
 */
export function toPhoneForm(value: unknown, country?: string): string | undefined {
  const ready = toReadyForm(value);
  if (ready !== undefined) return ready;
  const number = toFirstNumber(toDigitText(value) ?? '');
  const digits = number.replace(/\D/g, '');
  // Visitors type zeros into forms that require a number.
  if (digits.length < minNational || digits.length > maxDialled || /^0+$/.test(digits)) return undefined;
  const region = country?.toUpperCase() as CountryCode | undefined;
  const parsed = number.startsWith('+')
    ? parseInternational(digits)
    : parseDialled(digits, region && isSupportedCountry(region) ? region : undefined);
  // So few digits are a number only by the rules of a country.
  if (digits.length < minDigits && !parsed?.isValid()) return undefined;
  const form = parsed?.isPossible() ? toE164Digits(parsed) : withoutOldPrefix(digits.replace(/^0+/, ''));
  return form.length >= minDigits && form.length <= 15 ? form : undefined;
}

/** Returns whether a number is in international form, which is read without a country. */
export const isInternationalForm = (value: unknown): boolean =>
  /^(?:\+|00)/.test(toFirstNumber(toDigitText(value) ?? ''));

/**
 * Returns the digits of a number as they are written in its country, with and without the trunk prefix.
 *
 * @param form the digits of the number with its country code
 */
export function toNationalForms(form: string): string[] {
  const number = parseDigits(`+${form}`);
  return number ? [number.nationalNumber, number.formatNational().replace(/\D/g, '')] : [];
}

/**
 * Returns the first number of a text, without a label before it (`Tel.:`), its extension and a second number. A word, a
 * comma or another plus ends the number once it has enough digits; a slash, which is also written within numbers, ends
 * it later. Where both the form and the visitor have written a country code, the second one counts.
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

/** Returns whether the library must read a value: all but numbers in plain international form. */
export const needsPhoneLibrary = (value: unknown): boolean => toReadyForm(value) === undefined;

/** Returns the digits of a number in international form without trunk prefix, as most shops store it. */
function toReadyForm(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 32 || !value.includes('+')) return undefined;
  const number = value.replace(/[ ().-]/g, '');
  return readyNumber.test(number) ? number.slice(1) : undefined;
}

/**
 * Country codes before a number that does not begin with a zero. In countries where the trunk prefix is another digit,
 * or where an old prefix is still written, only numbers of the usual length match.
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
  const number = parseDigits(`+${withoutOldPrefix(dialled.replace(/^0+/, ''))}`);
  if (!number?.nationalNumber.startsWith('0') || number.isValid()) return number;
  // In some countries, such as Spain, no number begins with a zero.
  const withoutZero = parseDigits(`+${number.countryCallingCode}${number.nationalNumber.slice(1)}`);
  return withoutZero?.isValid() ? withoutZero : number;
}

/** Parses digits as they are dialled in a country: a national number, or a number behind an international prefix. */
function parseDialled(digits: string, region: CountryCode | undefined): PhoneNumber | undefined {
  const national = region && parseNational(digits, region);
  if (!digits.startsWith('00')) return national;
  // People also write 00 in countries that dial another prefix.
  const international = parseInternational(digits);
  return rank(international) > rank(national) ? international : national;
}

function parseNational(dialled: string, region: CountryCode): PhoneNumber | undefined {
  const digits = dialled.replace(oldNationalPrefixes[region] ?? '', '');
  const national = parseWithoutZero(parseDigits(digits, region), digits, region);
  if (!digits.startsWith(getCountryCallingCode(region))) return national;
  const international = parseInternational(digits);
  const [ours, theirs] = [rank(national), rank(international)];
  // A number without its trunk prefix is not in national form, so its country code is the country's own.
  return theirs > ours || (theirs === ours && national && hasTrunkPrefix(national)) ? international : national;
}

const parseDigits = (digits: string, region?: CountryCode): PhoneNumber | undefined =>
  parsePhoneNumberFromString(digits, region ? { defaultCountry: region, extract: false } : { extract: false });

const toE164Digits = ({ number }: PhoneNumber): string => number.slice(1);

/** Returns the number of national digits without a zero that its country has dropped, or never had, where it is one then. */
function parseWithoutZero(
  number: PhoneNumber | undefined,
  digits: string,
  region: CountryCode,
): PhoneNumber | undefined {
  if (number?.isValid() || !/^0[1-9]/.test(digits)) return number;
  const withoutZero = parseDigits(digits.slice(1), region);
  return withoutZero?.isValid() ? withoutZero : number;
}

/**
 * Prefixes of national calls that stored numbers still have: Mexico dropped the 1, the 01, the 044 and the 045 in 2019,
 * Ukraine the 8 before the zero in 2009.
 */
const oldNationalPrefixes: Partial<Record<CountryCode, RegExp>> = {
  MX: /^(?:044|045|01|1)(?=\d{10}$)/,
  UA: /^8(?=0\d{9}$)/,
};

/** Returns digits with a country code without Mexico's old prefixes, and without the zero that people keep behind Argentina's 9. */
const withoutOldPrefix = (digits: string): string =>
  digits.replace(/^52(?:0?1|04[45])(?=\d{10}$)/, '52').replace(/^5490(?=\d{10}$)/, '549');

const rank = (number: PhoneNumber | undefined): number => (number?.isValid() ? 2 : number?.isPossible() ? 1 : 0);

/** Returns whether the national form of a number has a prefix that is not dialled from abroad. */
const hasTrunkPrefix = (number: PhoneNumber): boolean =>
  number.formatNational().replace(/\D/g, '') !== number.nationalNumber;
