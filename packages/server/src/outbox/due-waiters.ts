import { maxTimerMs } from '../base/max-timer-ms.js';

/** Callers in this process that wait until an event of a queue may be due. */
export interface DueWaiters {
  /** Wakes the callers that wait for one of these queues. */
  wake(queues: Iterable<string>): void;
  wakeAll(): void;
  /** Resolves when the queue is woken, after `ms` milliseconds (infinite: never), or when the signal is aborted. */
  wait(queue: string, ms: number, signal: AbortSignal): Promise<void>;
}

export function createDueWaiters(): DueWaiters {
  const waiters = new Map<string, Set<() => void>>();

  return {
    wake(queues) {
      for (const queue of new Set(queues)) for (const wake of waiters.get(queue) ?? []) wake();
    },
    wakeAll() {
      for (const callbacks of waiters.values()) for (const wake of callbacks) wake();
    },
    wait: (queue, ms, signal) =>
      new Promise((resolve) => {
        const callbacks = waiters.get(queue) ?? new Set();
        waiters.set(queue, callbacks);
        const timer = Number.isFinite(ms) ? setTimeout(wake, Math.min(ms, maxTimerMs)) : undefined;
        function wake() {
          clearTimeout(timer);
          callbacks.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        }
        callbacks.add(wake);
        signal.addEventListener('abort', wake);
        if (signal.aborted) wake();
      }),
  };
}
