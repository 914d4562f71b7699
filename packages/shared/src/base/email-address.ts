import { withoutInvisible } from './value.js';

/**
 * Excludes file names of high-resolution images, such as `logo@2x.png`. At most one match is tried from each `@` or
 * `%40`, so that the time is linear in the length of the text.
 */
const emailPattern =
  /[^\s@](?:@|%(?:25)*40)(?!\dx\.(?:png|jpe?g|gif|webp|avif|svg)(?![\p{L}\p{N}-]|\.[\p{L}\p{N}]))[\p{L}\p{N}.-]+\.\p{L}[\p{L}\p{N}-]+/u;

/** Characters without which a text has no e-mail address. */
const addressSigns = /[@%＠]/;

/**
 * Returns whether a text contains an e-mail address, even if it is URL-encoded or has full-width or invisible
 * characters.
 *
 * @example
 * holdsEmail('for ada%40example.com'); // true
 */
export const holdsEmail = (text: string): boolean =>
  addressSigns.test(text) && emailPattern.test(withoutInvisible(text.normalize('NFKC')));
