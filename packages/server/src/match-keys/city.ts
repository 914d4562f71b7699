import { lettersOf } from './text.js';

/** A city: lower case, letters of any script only. */
export const cityForm = (value: unknown): string | undefined => lettersOf(value, /[^\p{L}\p{M}]/gu);
