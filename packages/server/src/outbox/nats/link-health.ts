import type { OutboxError } from '../outbox.js';
import { patienceMs } from './connection-options.js';

/** Whether the engine is reachable, and the callers that wait for it. */
export interface LinkHealth {
  isReachable(): boolean;
  /** Returns why the engine is unreachable, or why it was the last time. */
  problem(): OutboxError;
  /** Remembers the reason for a loss, which the client reports separately. */
  explain(problem: OutboxError): void;
  /** Notes that the engine is unreachable. With a problem, the listener is called. */
  lose(problem?: OutboxError): void;
  regain(): void;
  /** Waits for a change, until two seconds after the loss. Then throws the problem. */
  waitForChange(): Promise<void>;
  /** Ends all waits, and calls the listener no more. */
  close(): void;
}

export function createLinkHealth(
  initialProblem: OutboxError,
  onStateChange: (problem: OutboxError | undefined) => void,
): LinkHealth {
  const waiters = new Set<() => void>();
  let problem = initialProblem;
  /** When the engine was lost, by the monotonic clock; undefined while it is reachable. */
  let lostAt: number | undefined = performance.now();
  let isReported = false;
  let isClosed = false;

  const wakeWaiters = (): void => {
    for (const wake of waiters) wake();
  };

  return {
    isReachable: () => lostAt === undefined,
    problem: () => problem,
    explain(reason) {
      problem = reason;
    },
    lose(reason) {
      lostAt ??= performance.now();
      if (!reason) return;
      problem = reason;
      if (!isReported && !isClosed) onStateChange(problem);
      isReported = true;
      wakeWaiters();
    },
    regain() {
      lostAt = undefined;
      if (isReported) onStateChange(undefined);
      isReported = false;
      wakeWaiters();
    },
    async waitForChange() {
      const remainingMs = patienceMs - (performance.now() - (lostAt ?? 0));
      if (remainingMs <= 0) throw problem;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(wake, remainingMs);
        function wake() {
          clearTimeout(timer);
          waiters.delete(wake);
          resolve();
        }
        waiters.add(wake);
      });
    },
    close() {
      isClosed = true;
      wakeWaiters();
    },
  };
}
