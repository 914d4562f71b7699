import { toPlainText, without } from './text.js';

/** Returns a postal code: lower case, without spaces and dashes; of the USA the first five digits. */
export function toZipForm(value: unknown, country?: string): string | undefined {
  const text = toPlainText(value)?.toLowerCase();
  if (text && /^\d{5}(-\d{4})?$/.test(text)) return text.slice(0, 5);
  const form = without(text, /[\s\p{Pd}]/gu);
  return country?.toLowerCase() === 'us' ? form?.slice(0, 5) : form;
}
