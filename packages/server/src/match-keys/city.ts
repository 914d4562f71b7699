import { plainText, without } from './text.js';

/** A city: lower case, letters of any script only. */
export const cityForm = (value: unknown): string | undefined =>
  without(plainText(value)?.toLowerCase(), /[^\p{L}\p{M}]/gu);
