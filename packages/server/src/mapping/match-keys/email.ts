import { isAscii, toPlainText, without } from './text.js';

/** Zero-width characters, which come along when an address is copied from a page. */
const invisible = /[\u00ad\u200b-\u200f\u2060\ufeff]/g;

/** Returns an e-mail address in lower case. */
export function toEmailForm(value: unknown): string | undefined {
  const plain = toPlainText(value);
  const text = (isAscii(plain ?? '') ? plain : without(plain, invisible)?.trim())?.toLowerCase();
  return text && /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(text) ? text : undefined;
}
