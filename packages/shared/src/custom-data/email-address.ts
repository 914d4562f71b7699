import { withoutInvisible } from '../value.js';

/**
 * Pictures for dense screens have the suffix `@2x`. At most one match is tried from each `@` or `%40`, so that the time is
 * linear in the length of the text.
 */
const emailPattern =
  /[^\s@](?:@|%(?:25)*40)(?!\dx\.(?:png|jpe?g|gif|webp|avif|svg)(?![\p{L}\p{N}-]|\.[\p{L}\p{N}]))[\p{L}\p{N}.-]+\.\p{L}[\p{L}\p{N}-]+/u;

/**
 * Returns whether a text holds an e-mail address, also as it is encoded in a URL, in full-width or with invisible characters.
 *
 * @example
 * holdsEmail('for ada%40example.com'); // true
 */
export const holdsEmail = (text: string): boolean =>
  /[@%＠]/.test(text) && emailPattern.test(withoutInvisible(text.normalize('NFKC')));
