import { lettersOf } from './text.js';

const noLetters = /[^\p{L}\p{M}]/gu;

/** A city: lower case, letters of any script only. */
export const cityForm = (value: unknown): string | undefined => lettersOf(value, noLetters);
