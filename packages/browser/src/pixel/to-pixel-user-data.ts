import { type Fields, type Message, type Settings, selectUserData, toText } from '@twinbeam/shared';

/** Match keys for `fbq('init')`, which hashes them before they are sent. */
export type PixelUserData = Record<string, string>;

/** A SHA-256 hash needs no normalisation. The Pixel does not recognise one with the Parameter Builder's appendix. */
const hashPattern = /^[\da-f]{64}(\.|$)/i;

const toTwoLetters = (text: string): string | undefined => /^[a-z]{2}$/.exec(text)?.[0];

/** A common e-mail address. The server also reads uncommon ones and `mailto:` links, and refuses other texts. */
const emailAddress = /^(?!\.|.*[.-][.@])[\w.+'-]+@[a-z\d][a-z\d.-]*\.[a-z][a-z\d-]*$/;

/** A country calling code, except those after which a number may begin with a zero (Italy, Gabon). */
const countryCode = /^(?!39|22[59]|24[12])(?:[17]|2[07]|3[0-469]|4[^2]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})/;

/**
 * Too few digits; or an unusual length for a country whose national prefix is not a zero, or whose old prefixes are
 * still written.
 */
const unusualLength =
  /^(?:(?!\d{7})|[17](?!\d{10}$)|52(?!\d{10}$)|54(?!\d{10,11}$)|(?:370|993)(?!\d{8}$)|375(?!\d{9}$))/;

/**
 * Returns the digits of a number in international format; undefined if there may be a national prefix after the country
 * code, which only the server removes.
 */
function toPhone(text: string): string | undefined {
  const [written = ''] = /^(?:\+|00)[\d ().-]+$/.exec(text) ?? [];
  const digits = written.replace(/\(0\)|\D/g, '').replace(/^0+/, '');
  return unusualLength.test(digits) || /^0/.test(digits.replace(countryCode, '')) ? undefined : digits;
}

/**
 * Normalises lower-case texts with little code, so that the Pixel hashes the same values as the server. A value that
 * this code cannot normalise is left out: the server has tables for it, and the Pixel's own normalisation is lax.
 */
const normalForms: Record<string, (text: string) => string | undefined> = {
  em: (text) => emailAddress.exec(text)?.[0],
  ph: toPhone,
  ge: (text) => (/^(f|female|woman)$/.test(text) ? 'f' : /^(m|male|man)$/.exec(text)?.[0].charAt(0)),
  zp: (text) => text.replace(/^\s*(\d{5})-\d{4}\s*$|[\s-]/g, '$1'),
  // The Pixel keeps two letters of a state, so New York would be Nebraska, and only the unaccented letters of a city.
  st: toTwoLetters,
  ct: (text) => /^[a-z .'-]+$/.exec(text)?.[0],
  country: (text) => toTwoLetters(text.replace(/^uk$/, 'gb')),
  // Databases write zeros for an unknown day or month, and a time in milliseconds begins with eight digits too.
  db: (text) => /^(19|20)\d\d-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])(?!\d)/.exec(text)?.[0].replace(/-/g, ''),
};

/**
 * Returns the match keys of a message for the Pixel, selected as on the server, as far as the page can normalise them.
 *
 * @param actionFields the match keys that the action of the message sets
 */
export function toPixelUserData(message: Message, settings: Settings, actionFields?: Fields): PixelUserData {
  // If these are missing, the Pixel fills them from other fields: an id of seven digits would become a telephone
  // number.
  const userData: PixelUserData = { em: '', ph: '', zp: '', ge: '' };
  const selection = selectUserData(message, settings, undefined, actionFields);
  for (const [key, value] of Object.entries(selection)) {
    const text = toText(value) ?? '';
    const toNormal = normalForms[key];
    const hash = hashPattern.test(text) && text.slice(0, 64);
    const normal = hash || (toNormal ? toNormal(text.toLowerCase()) : text);
    if (normal) userData[key] = normal;
  }
  // The server completes or shortens US zip codes that do not have five digits, and only it recognises a country's full
  // name.
  const country = toText(selection.country) ?? settings.defaultCountry ?? '';
  if (/^us$|.{3}/i.test(country) && /^(?!\d{5}$)\d+$/.test(userData['zp'] ?? '')) userData['zp'] = '';
  return userData;
}
