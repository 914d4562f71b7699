import { plainText, without } from './text.js';

/** A first or last name: lower case, without punctuation, symbols and white space, letters of any script kept. */
export const nameForm = (value: unknown): string | undefined =>
  without(typeof value === 'number' ? undefined : plainText(value)?.toLowerCase(), /[\p{P}\p{S}\p{Z}\p{C}]/gu);
