import { attempt } from './attempt.js';

/** Creates a signal that aborts after some milliseconds; undefined if the browser does not support it. */
export const createTimeoutSignal = (ms: number): AbortSignal | undefined => attempt(() => AbortSignal.timeout(ms));
