import { toAsciiDigits, withoutInvisible } from '@twinbeam/shared';
import { decodeText } from './decode-text.js';

/** A longer text is not a match key. The limit keeps the cost of all rules low. */
export const maxTextLength = 512;

/** Returns whether a text is all printable ASCII. Most texts are, and skip the costly rules of Unicode. */
export const isAscii = (text: string): boolean => !otherThanAscii.test(text);

const otherThanAscii = /[^ -~]/;

/** Returns a value as trimmed text in NFC. Undefined for blank or huge text, and for anything but text and numbers. */
export function toTrimmedText(value: unknown): string | undefined {
  if (typeof value === 'string') {
    if (value.length > maxTextLength) return undefined;
    return (isAscii(value) ? value : value.normalize('NFC')).trim() || undefined;
  }
  return (typeof value === 'number' && Number.isFinite(value)) || typeof value === 'bigint' ? String(value) : undefined;
}

/**
 * Returns the same text, decoded where it is still encoded for a URL or for HTML, and without invisible characters, which
 * come along when a value is copied from a page.
 */
export function toPlainText(value: unknown): string | undefined {
  const given = toTrimmedText(value);
  if (given === undefined || !mayBeEncoded.test(given)) return given;
  const text = decodeText(given).trim();
  return (isAscii(text) ? text : withoutInvisible(text).replace(ignorable, '').trim()) || undefined;
}

/** Anything but printable ASCII without the `%` and the `&` of encoded text: most texts are nothing else. */
const mayBeEncoded = /[^ -$'-~]/;

/** Characters that are not shown though Unicode takes them for marks or letters: what is behind an emoji, blank letters. */
const ignorable = /\p{Default_Ignorable_Code_Point}/gu;

/**
 * Returns a value as trimmed text in NFKC, with the digits of all scripts as ASCII digits: for values that are read by
 * their digits. Tables write whole numbers with decimals: `16505550100.0`.
 */
export function toDigitText(value: unknown): string | undefined {
  if (typeof value === 'string' && plainDigits.test(value)) return value;
  const text = toPlainText(value) ?? '';
  const digits = isAscii(text) ? text : toAsciiDigits(text.normalize('NFKC')).trim();
  return digits.replace(/^(\+?\d+)\.0$/, '$1') || undefined;
}

/** Digits alone, as most dates, postal codes and telephone numbers are stored. */
const plainDigits = /^\+?\d{1,32}$/;

/** Returns the text without some characters, or undefined when nothing is left. */
export const without = (text: string | undefined, pattern: RegExp): string | undefined =>
  text?.replace(pattern, '') || undefined;

/** Returns the text in lower case without some characters. A word of plain letters, as most are, has none of them. */
export function toLetters(value: unknown, others: RegExp): string | undefined {
  if (typeof value === 'string' && plainLetters.test(value)) return value.toLowerCase();
  return without(toPlainText(value)?.toLowerCase(), others);
}

const plainLetters = /^[A-Za-z]{1,512}$/;
