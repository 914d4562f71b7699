import { toAsciiDigits, withoutInvisible } from '@twinbeam/shared';

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

/** Returns the same text without invisible characters, which come along when a value is copied from a page. */
export function toPlainText(value: unknown): string | undefined {
  const text = toTrimmedText(value);
  return text === undefined || isAscii(text) ? text : withoutInvisible(text).trim() || undefined;
}

/**
 * Returns a value as trimmed text in NFKC, with the digits of all scripts as ASCII digits: for values that are read by
 * their digits.
 */
export function toDigitText(value: unknown): string | undefined {
  const text = toPlainText(value);
  if (text === undefined || isAscii(text)) return text;
  return toAsciiDigits(text.normalize('NFKC')).trim() || undefined;
}

/** Returns the text without some characters, or undefined when nothing is left. */
export const without = (text: string | undefined, pattern: RegExp): string | undefined =>
  text?.replace(pattern, '') || undefined;

/** Returns the text in lower case without some characters. A word of plain letters, as most are, has none of them. */
export function toLetters(value: unknown, others: RegExp): string | undefined {
  const text = toPlainText(value)?.toLowerCase();
  return text && plainLetters.test(text) ? text : without(text, others);
}

const plainLetters = /^[a-z]+$/;
