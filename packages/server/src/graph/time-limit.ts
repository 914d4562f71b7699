/** How long something may take, and who may end it before. */
export interface TimeLimit {
  signal: AbortSignal;
  /** Whether it was the time that ran out. */
  isOver(): boolean;
  /** Waits for what may never come, or ignore the signal, no longer than the limit. Rejects when that is reached. */
  wait<Value>(coming: Promise<Value>): Promise<Value>;
  /** Lets go of the timer and of the other signal. */
  end(): void;
}

/**
 * A limit of `ms` from now, or until another signal. Not by `AbortSignal.any`, which on Node 20 leaves something behind
 * at the long-lived signal with each use.
 */
export function createTimeLimit(ms: number, other?: AbortSignal): TimeLimit {
  const controller = new AbortController();
  const { signal } = controller;
  let over = false;
  const abort = (): void => controller.abort();
  const timer = setTimeout(() => {
    over = true;
    abort();
  }, ms);
  other?.addEventListener('abort', abort);
  if (other?.aborted) abort();
  const reached = new Promise<never>((_resolve, reject) => {
    const stop = (): void => reject(signal.reason);
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
  });
  // Nobody may be waiting when it is reached.
  reached.catch(() => undefined);

  return {
    signal,
    isOver: () => over,
    wait: (coming) => Promise.race([coming, reached]),
    end() {
      clearTimeout(timer);
      other?.removeEventListener('abort', abort);
    },
  };
}
