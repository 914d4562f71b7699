import { toLetters } from './text.js';

const punctuation = /[\p{P}\p{S}\p{Z}\p{C}]/gu;

/**
 * Returns a first or last name: lower case, without punctuation, symbols and white space, letters of any script kept. What
 * has no letter is no name.
 */
export function toNameForm(value: unknown): string | undefined {
  const form = typeof value === 'string' ? toLetters(value, punctuation) : undefined;
  return form && (/[a-z]/.test(form) || /\p{L}/u.test(form)) ? form : undefined;
}
