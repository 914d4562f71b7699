import { toLetters } from './text.js';

const noLetters = /[^\p{L}\p{M}]/gu;

/** Returns a city: lower case, letters of any script only. */
export const toCityForm = (value: unknown): string | undefined => toLetters(value, noLetters);
