import type { DueWaiters } from './due-waiters.js';

/** Access of an engine to the events of its queues. */
export interface DueSource {
  waiters: DueWaiters;
  /** Returns when the next event may be taken, in milliseconds since 1970. An error that it throws ends the wait. */
  nextDue(queue: string): number | undefined;
  now(): number;
  /** Interval at which to look for events of other processes, in milliseconds; default never. */
  pollMs?: number;
}

/** Resolves when an event of a queue is due, or when the signal is aborted. */
export async function waitUntilDue(source: DueSource, queue: string, signal: AbortSignal): Promise<void> {
  const { waiters, nextDue, now, pollMs = Number.POSITIVE_INFINITY } = source;
  while (!signal.aborted) {
    const remainingMs = (nextDue(queue) ?? Number.POSITIVE_INFINITY) - now();
    if (remainingMs <= 0) return;
    await waiters.wait(queue, Math.min(remainingMs, pollMs), signal);
  }
}
