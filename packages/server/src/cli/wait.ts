import { setTimeout } from 'node:timers/promises';

/** Waits for a time, or until the signal is aborted. */
export const wait = (ms: number, signal: AbortSignal): Promise<void> =>
  setTimeout(ms, undefined, { signal }).catch(() => undefined);
