import { toLetters } from './text.js';

const punctuation = /[\p{P}\p{S}\p{Z}\p{C}]/gu;

/** Returns a first or last name: lower case, without punctuation, symbols and white space, letters of any script kept. */
export const toNameForm = (value: unknown): string | undefined =>
  typeof value === 'number' ? undefined : toLetters(value, punctuation);
