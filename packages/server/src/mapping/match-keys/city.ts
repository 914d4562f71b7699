import { toLetters } from './text.js';

const noLetters = /[^\p{L}\p{M}]/gu;

/** Returns a city in lower case. Only letters, of any script, are kept. */
export const toCityForm = (value: unknown): string | undefined => toLetters(value, noLetters);
