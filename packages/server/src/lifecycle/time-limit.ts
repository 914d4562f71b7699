import { maxTimerMs } from '../base/max-timer-ms.js';

/** Time limit of `flush` and `close`, in milliseconds. */
const defaultTimeoutMs = 5_000;

/** Returns a caller's time limit as timers take it, in milliseconds; the default for what is not a number. */
export const toTimeLimit = (given: unknown): number =>
  typeof given === 'number' && !Number.isNaN(given) ? Math.min(Math.max(0, given), maxTimerMs) : defaultTimeoutMs;
