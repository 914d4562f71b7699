/** Waits that grow with each failure in a row. */
export interface Backoff {
  /** Returns the next wait, in milliseconds, of `maxMs` at most. */
  next(maxMs: number): number;
  /** Starts anew: something has succeeded. */
  reset(): void;
}

/** The bound of the first wait. */
const firstMs = 500;

/** Full jitter: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ */
export function createBackoff(random: () => number): Backoff {
  let failures = 0;
  return {
    next: (maxMs) => random() * Math.min(maxMs, firstMs * 2 ** Math.min(failures++, 20)),
    reset() {
      failures = 0;
    },
  };
}
