/** Waiting times that grow with each consecutive failure. */
export interface Backoff {
  /** Returns the next waiting time in milliseconds, at most `maxMs`. */
  next(maxMs: number): number;
  /** Starts again from the shortest time, after a success. */
  reset(): void;
}

/** Upper limit of the first waiting time. */
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
