import type { OutboxError } from '../outbox.js';
import { patienceMs } from './connection-options.js';

/** Reachability of the engine, and those who wait for it. */
export interface LinkHealth {
  isReachable(): boolean;
  /** Returns why the engine is not reachable, or was not last. */
  problem(): OutboxError;
  /** Notes a reason for a loss that the client reports by itself. */
  explain(problem: OutboxError): void;
  /** Notes that the engine is not reachable; with a problem, the listener is called. */
  lose(problem?: OutboxError): void;
  regain(): void;
  /** Waits for a change, as long as the patience lasts since the loss. Throws the problem when it is over. */
  waitForChange(): Promise<void>;
  /** Ends the waiting; the listener is called no more. */
  close(): void;
}

export function createLinkHealth(
  initialProblem: OutboxError,
  onStateChange: (problem: OutboxError | undefined) => void,
): LinkHealth {
  const waiters = new Set<() => void>();
  let problem = initialProblem;
  /** When it was lost, by this process's clock; undefined while it is reachable. */
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
