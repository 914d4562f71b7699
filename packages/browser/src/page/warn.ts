import { attempt } from './attempt.js';

/** Writes a warning to the console, which pages may have replaced by one without `warn`. */
export const warn = (text: unknown): void => attempt(() => console.warn(text));
