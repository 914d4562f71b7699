import { toText } from '../value.js';

/**
 * `fb.<subdomain index>.<creation time in ms>.<click id>`, and perhaps a tag of the library that wrote it.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/fbp-and-fbc
 */
const fbcPattern = /^fb\.\d{1,3}\.\d{1,16}\.(.+?)(\.(A[Qgw]|B[AQg]|AQ[\w-]{6}))?$/;
/** Printable ASCII that can stand in a cookie. The Pixel ignores click ids over 500 characters. */
const clickIdPattern = /^[!-+\--:<-~]{1,500}$/;

/** Parses the click id in the value of an `_fbc` cookie; undefined when the value is malformed. */
export const parseFbcClickId = (value: unknown): string | undefined =>
  checkClickId(fbcPattern.exec(toText(value) ?? '')?.[1]);

/** Parses the value of an `_fbc` cookie; undefined when it is malformed. */
export const parseFbc = (value: unknown): string | undefined => parseFbcClickId(value) && toText(value);

/** Parses the click id in the query of an address: decoded once and otherwise unchanged, since Meta checks it byte for byte. */
export function parseClickId(url: unknown): string | undefined {
  const encoded = /^[^#]*?[?&]fbclid=([^&#]*)/.exec(toText(url) ?? '')?.[1];
  try {
    return checkClickId(decodeURIComponent(encoded ?? ''));
  } catch {
    return checkClickId(encoded);
  }
}

const checkClickId = (clickId = ''): string | undefined => (clickIdPattern.test(clickId) ? clickId : undefined);
