import { attempt } from './attempt.js';

/** Writes a warning to the console. Does nothing if the page's console has no `warn`. */
export const warn = (text: unknown): void => attempt(() => console.warn(text));
