import { lettersOf } from './text.js';

const punctuation = /[\p{P}\p{S}\p{Z}\p{C}]/gu;

/** A first or last name: lower case, without punctuation, symbols and white space, letters of any script kept. */
export const nameForm = (value: unknown): string | undefined =>
  typeof value === 'number' ? undefined : lettersOf(value, punctuation);
