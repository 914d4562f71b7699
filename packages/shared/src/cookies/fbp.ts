import { appendixForm } from '../base/appendix.js';
import { matchText } from './match-text.js';

/**
 * `fb.<subdomain index>.<creation time in ms>.<random number>`, optionally with the appendix of the library that wrote
 * it.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/fbp-and-fbc
 */
const fbpPattern = /*#__PURE__*/ new RegExp(`^fb\\.\\d{1,3}\\.\\d{1,16}\\.\\d{1,30}(\\.(${appendixForm}))?$`);

/**
 * Parses the value of an `_fbp` cookie; returns undefined if it is malformed.
 *
 * @example
 * parseFbp('fb.1.1700000000000.42'); // 'fb.1.1700000000000.42'
 */
export const parseFbp = (value: unknown): string | undefined => matchText(value, fbpPattern);

/**
 * Creates a browser id.
 *
 * @param now the creation time in milliseconds since 1970
 * @param subdomainIndex the number of dots in the cookie's domain; 0 for localhost and IP addresses
 * @param random returns a number from 0 up to 1
 */
export const createFbp = (now: number, subdomainIndex: number, random: () => number = Math.random): string =>
  `fb.${subdomainIndex}.${now}.${Math.floor(random() * 2_147_483_647)}`;
