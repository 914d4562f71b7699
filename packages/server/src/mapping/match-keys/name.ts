import { toLetters } from './text.js';

const punctuation = /[\p{P}\p{S}\p{Z}\p{C}]/gu;

/**
 * Returns a first or last name in lower case, without punctuation, symbols and white space. Letters of all scripts are
 * kept. A text without letters is not a name.
 */
export function toNameForm(value: unknown): string | undefined {
  const form = typeof value === 'string' ? toLetters(value, punctuation) : undefined;
  return form && (/[a-z]/.test(form) || /\p{L}/u.test(form)) ? form : undefined;
}
