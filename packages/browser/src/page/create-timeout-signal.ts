import { attempt } from './attempt.js';

/** Creates the signal of a time limit in milliseconds; undefined where the browser has none. */
export const createTimeoutSignal = (ms: number): AbortSignal | undefined => attempt(() => AbortSignal.timeout(ms));
