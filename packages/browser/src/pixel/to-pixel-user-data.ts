import { type Fields, type Message, type Settings, selectUserData, toText } from '@twinbeam/shared';

/** Match keys for `fbq('init')`, which hashes them before they are sent. */
export type PixelUserData = Record<string, string>;

/** A SHA-256 is in normal form. The Pixel does not know it by the appendix of Meta's Parameter Builder. */
const hashPattern = /^[\da-f]{64}(\.|$)/i;

const toTwoLetters = (text: string): string | undefined => /^[a-z]{2}$/.exec(text)?.[0];

/** An e-mail address as most are: the server reads others too, also out of `mailto:`, and refuses what is none. */
const emailAddress = /^(?!\.|.*[.-][.@])[\w.+'-]+@[a-z\d][a-z\d.-]*\.[a-z][a-z\d-]*$/;

/** A country's code, but for those behind which a number may begin with a zero (Italy, Gabon). */
const countryCode = /^(?!39|22[59]|24[12])(?:[17]|2[07]|3[0-469]|4[^2]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})/;

/**
 * Digits that are too few; and those behind the code of a country whose prefix of national calls is no zero, or which has
 * old prefixes that are still written, unless they have the usual length.
 */
const unusualLength =
  /^(?:(?!\d{7})|[17](?!\d{10}$)|52(?!\d{10}$)|54(?!\d{10,11}$)|(?:370|993)(?!\d{8}$)|375(?!\d{9}$))/;

/**
 * Returns the digits of a number in international form; undefined where there may be a prefix of national calls behind the
 * code of the country, which the server takes away.
 */
function toPhone(text: string): string | undefined {
  const [written = ''] = /^(?:\+|00)[\d ().-]+$/.exec(text) ?? [];
  const digits = written.replace(/\(0\)|\D/g, '').replace(/^0+/, '');
  return unusualLength.test(digits) || /^0/.test(digits.replace(countryCode, '')) ? undefined : digits;
}

/**
 * The normal forms that are cheap, of texts in lower case, so that the Pixel hashes what the server hashes. What cannot be
 * brought into form is left out: the server has tables, and the Pixel's own normal forms are lax.
 */
const normalForms: Record<string, (text: string) => string | undefined> = {
  em: (text) => emailAddress.exec(text)?.[0],
  ph: toPhone,
  ge: (text) => (/^(f|female|woman)$/.test(text) ? 'f' : /^(m|male|man)$/.exec(text)?.[0].charAt(0)),
  zp: (text) => text.replace(/^\s*(\d{5})-\d{4}\s*$|[\s-]/g, '$1'),
  // The Pixel keeps two letters of a state, and of a city those without accents: New York would be Nebraska.
  st: toTwoLetters,
  ct: (text) => /^[a-z .'-]+$/.exec(text)?.[0],
  country: (text) => toTwoLetters(text.replace(/^uk$/, 'gb')),
  // Databases write zeros where they know no day or month, and a number of milliseconds begins with eight digits too.
  db: (text) => /^(19|20)\d\d-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])(?!\d)/.exec(text)?.[0].replace(/-/g, ''),
};

/**
 * Returns what a message says of its visitor, selected as the server selects it, in the normal forms that are cheap.
 *
 * @param actionFields the match keys that the action of the message sets
 */
export function toPixelUserData(message: Message, settings: Settings, actionFields?: Fields): PixelUserData {
  // The Pixel fills these from others where they are missing: an id of seven digits would be a telephone number.
  const userData: PixelUserData = { em: '', ph: '', zp: '', ge: '' };
  const selection = selectUserData(message, settings, undefined, actionFields);
  for (const [key, value] of Object.entries(selection)) {
    const text = toText(value) ?? '';
    const toNormal = normalForms[key];
    const hash = hashPattern.test(text) && text.slice(0, 64);
    const normal = hash || (toNormal ? toNormal(text.toLowerCase()) : text);
    if (normal) userData[key] = normal;
  }
  // Of the USA the server completes and shortens what is not five digits. Of a country by its name it alone knows which it is.
  const country = toText(selection.country) ?? settings.defaultCountry ?? '';
  if (/^us$|.{3}/i.test(country) && /^(?!\d{5}$)\d+$/.test(userData['zp'] ?? '')) userData['zp'] = '';
  return userData;
}
