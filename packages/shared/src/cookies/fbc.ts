import { appendixForm } from '../base/appendix.js';
import { toText } from '../base/value.js';

/**
 * `fb.<subdomain index>.<creation time in ms>.<click id>`, optionally with the appendix of the library that wrote it.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/fbp-and-fbc
 */
const fbcPattern = /*#__PURE__*/ new RegExp(`^fb\\.\\d{1,3}\\.\\d{1,16}\\.(.+?)(\\.(${appendixForm}))?$`);
/**
 * Printable ASCII that is allowed in a cookie, without `@` and `%40`, because an e-mail address would reach Meta
 * unhashed. The Pixel ignores click ids of more than 500 characters.
 */
const clickIdPattern = /^(?!.*%40)[!-+\--:<-?A-~]{1,500}$/;

/** Parses the click id in the value of an `_fbc` cookie; returns undefined if the value is malformed. */
export const parseFbcClickId = (value: unknown): string | undefined =>
  checkClickId(fbcPattern.exec(toText(value) ?? '')?.[1]);

/**
 * Parses the value of an `_fbc` cookie; returns undefined if it is malformed. A well-formed value is returned
 * unchanged.
 *
 * @example
 * parseFbc('fb.1.1700000000000.AbC-1'); // 'fb.1.1700000000000.AbC-1'
 * parseFbc('AbC-1'); // undefined
 */
export const parseFbc = (value: unknown): string | undefined => parseFbcClickId(value) && toText(value);

/**
 * Parses the value of an `_fbc` cookie that does not change when it is encoded; returns undefined for other values.
 * Meta's library encodes such a value once more with each event. It was made from an invalid click id, and neither leg
 * uses it.
 *
 * @example
 * parseStableFbc('fb.1.1700000000000.AbC-1'); // 'fb.1.1700000000000.AbC-1'
 * parseStableFbc('fb.1.1700000000000.a%2Cb'); // undefined
 */
export function parseStableFbc(value: unknown): string | undefined {
  const fbc = parseFbc(value);
  return fbc && fbc === encodeURIComponent(fbc) ? fbc : undefined;
}

/** The characters of a click id in a URL. No real click id has a dot. */
const newClickIdPattern = /^[\w.-]{1,500}$/;

/**
 * Parses the click id in a URL's query or, if it has none there, in its fragment. It is decoded once and otherwise
 * unchanged, because Meta compares it byte for byte. A dot becomes `__DOT__`, as in the Pixel's library. A value with
 * characters other than letters, digits, `-`, `_` and dots is not a click id.
 *
 * @example
 * parseClickId('https://shop.example/?fbclid=IwAR0_x.Y'); // 'IwAR0_x__DOT__Y'
 */
export function parseClickId(url: unknown): string | undefined {
  const encoded = /[?&#]fbclid=([^&#]*)/.exec(toText(url) ?? '')?.[1];
  try {
    const clickId = decodeURIComponent(encoded ?? '');
    return newClickIdPattern.test(clickId) ? clickId.replace(/\./g, '__DOT__') : undefined;
  } catch {
    return undefined;
  }
}

const checkClickId = (clickId = ''): string | undefined => (clickIdPattern.test(clickId) ? clickId : undefined);
