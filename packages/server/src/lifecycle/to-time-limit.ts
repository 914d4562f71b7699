/** The longest time that a timer of Node's can have, in milliseconds: with a longer one it fires at once. */
const maxMs = 2 ** 31 - 1;

/** Returns a caller's time limit as timers take it, in milliseconds; the default for what is no number. */
export const toTimeLimit = (given: unknown, defaultMs: number): number =>
  typeof given === 'number' && !Number.isNaN(given) ? Math.min(Math.max(0, given), maxMs) : defaultMs;
