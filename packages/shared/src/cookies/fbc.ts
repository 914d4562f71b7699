import { appendixForm } from '../appendix.js';
import { toText } from '../value.js';

/**
 * `fb.<subdomain index>.<creation time in ms>.<click id>`, and perhaps a tag of the library that wrote it.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/fbp-and-fbc
 */
const fbcPattern = /*#__PURE__*/ new RegExp(`^fb\\.\\d{1,3}\\.\\d{1,16}\\.(.+?)(\\.(${appendixForm}))?$`);
/**
 * Printable ASCII that can stand in a cookie, without what an e-mail address has: Meta gets the value unhashed. The Pixel
 * ignores click ids over 500 characters.
 */
const clickIdPattern = /^(?!.*%40)[!-+\--:<-?A-~]{1,500}$/;

/** Parses the click id in the value of an `_fbc` cookie; undefined when the value is malformed. */
export const parseFbcClickId = (value: unknown): string | undefined =>
  checkClickId(fbcPattern.exec(toText(value) ?? '')?.[1]);

/**
 * Parses the value of an `_fbc` cookie; undefined when it is malformed. A well-formed one is returned unchanged.
 *
 * @example
 * parseFbc('fb.1.1700000000000.AbC-1'); // 'fb.1.1700000000000.AbC-1'
 * parseFbc('AbC-1'); // undefined
 */
export const parseFbc = (value: unknown): string | undefined => parseFbcClickId(value) && toText(value);

/**
 * Parses the value of an `_fbc` cookie that stays as it is; undefined for another one. Meta's library encodes it once more
 * with each event: it has made it of a click id that is none, and neither leg takes it.
 *
 * @example
 * parseStableFbc('fb.1.1700000000000.AbC-1'); // 'fb.1.1700000000000.AbC-1'
 * parseStableFbc('fb.1.1700000000000.a%2Cb'); // undefined
 */
export function parseStableFbc(value: unknown): string | undefined {
  const fbc = parseFbc(value);
  return fbc && fbc === encodeURIComponent(fbc) ? fbc : undefined;
}

/** Characters of a click id in a URL: all real ones have no dot either. */
const newClickIdPattern = /^[\w.-]{1,500}$/;

/**
 * Parses the click id in a URL, in its query or else behind the hash: decoded once and otherwise unchanged, since Meta
 * checks it byte for byte. A dot becomes `__DOT__`, as the Pixel's library writes it. Other characters than letters, digits,
 * `-` and `_` make no click id.
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
