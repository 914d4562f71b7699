import { wait } from '../wait.js';

/** A limit of things per second. */
export interface RateLimit {
  /** Waits until `count` more things are within the limit, or until the signal is aborted. */
  wait(count: number, signal: AbortSignal): Promise<void>;
}

/** @param perSecond `Infinity` for no limit */
export function createRateLimit(perSecond: number, now: () => number = () => performance.now()): RateLimit {
  let freeAt = now();
  return {
    async wait(count, signal) {
      const waitMs = freeAt - now();
      freeAt = Math.max(freeAt, now()) + (count * 1000) / perSecond;
      if (waitMs > 0) await wait(waitMs, signal);
    },
  };
}
