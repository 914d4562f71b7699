import { toDigitText, without } from './text.js';

/**
 * Returns a postal code in lower case, without spaces and dashes. A code of the USA has its first five digits, with the
 * leading zeros that numbers and spreadsheets lose.
 */
export function toZipForm(value: unknown, country?: string): string | undefined {
  // Meta's list of leads has `z:` before a code, as it has `p:` before a telephone number.
  const text = toDigitText(value)?.toLowerCase().replace(/^z:/, '');
  if (text === undefined || /^\d{5}$/.test(text)) return text;
  const dashed = text.replace(/\s/g, '').replace(/\p{Pd}/gu, '-');
  if (/^\d{5}-\d{4}$/.test(dashed)) return dashed.slice(0, 5);
  const form = without(dashed, /-/g);
  if (country?.toLowerCase() !== 'us') return form;
  const short = /^(\d{3,4})(?:-\d{4})?$/.exec(dashed)?.[1];
  return short?.padStart(5, '0') ?? form?.slice(0, 5);
}
