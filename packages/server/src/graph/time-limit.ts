/** A time limit for an operation, which another signal may end earlier. */
export interface TimeLimit {
  /** Length of the limit, in milliseconds. */
  ms: number;
  signal: AbortSignal;
  /** Returns whether the limit was reached. */
  isOver(): boolean;
  /** Waits for a promise that may never settle, or may ignore the signal. Rejects when the limit is reached. */
  wait<Value>(promise: Promise<Value>): Promise<Value>;
  /** Clears the timer and the listener on the other signal. */
  end(): void;
}

/**
 * Creates a limit that ends in `ms` milliseconds, or when another signal is aborted. It does not use `AbortSignal.any`,
 * which on Node 20 leaks memory on the long-lived signal with each use.
 */
export function createTimeLimit(ms: number, other?: AbortSignal): TimeLimit {
  const controller = new AbortController();
  const { signal } = controller;
  let isOver = false;
  const abort = (): void => controller.abort();
  const timer = setTimeout(() => {
    isOver = true;
    abort();
  }, ms);
  other?.addEventListener('abort', abort);
  if (other?.aborted) abort();
  const reached = new Promise<never>((_resolve, reject) => {
    const stop = (): void => reject(signal.reason);
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
  });
  // Nobody may be waiting when the limit is reached.
  reached.catch(() => undefined);

  return {
    ms,
    signal,
    isOver: () => isOver,
    wait: (promise) => Promise.race([promise, reached]),
    end() {
      clearTimeout(timer);
      other?.removeEventListener('abort', abort);
    },
  };
}
