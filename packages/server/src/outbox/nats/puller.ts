import type { NatsConnection } from '@nats-io/transport-node';
import { createDueWaiters } from '../due-waiters.js';
import { createClosedError } from '../outbox.js';
import type { Delivery } from './delivery.js';
import { createPrefetched } from './prefetched.js';
import { createPullRequests, type PullRequestsOptions } from './pull-requests.js';

/** Pulls the messages of one consumer over one connection. */
export interface Puller {
  nc: NatsConnection;
  /** Length of its leases, in milliseconds. */
  leaseMs: number;
  /**
   * Returns available messages, up to limits of messages and of characters of JSON. A longer message is returned alone.
   */
  take(max: number, maxLength: number): Promise<Delivery[]>;
  /** Resolves when `take` may find a message, or when the signal is aborted. */
  waitForMessage(signal: AbortSignal): Promise<void>;
  /** Notes that there may be a message. */
  wake(): void;
  /** Ends the requests, and gives back messages that were delivered but not taken. */
  close(): Promise<void>;
}

export type PullerOptions = Omit<PullRequestsOptions, 'prefetched' | 'onMessage'>;

export function createPuller(options: PullerOptions): Puller {
  const { nc, consumer, leaseMs, onGone } = options;
  const prefetched = createPrefetched(nc, leaseMs);
  const waiters = createDueWaiters();
  /** Whether the last `take` found no message, and none has arrived since. */
  let isIdle = false;
  let isClosed = false;
  /** The request that waits for a first message. */
  let waiting: Promise<void> | undefined;

  const wake = (): void => {
    isIdle = false;
    waiters.wakeAll();
  };
  const requests = createPullRequests({
    ...options,
    prefetched,
    onMessage: wake,
    onGone() {
      isIdle = false;
      onGone();
    },
  });

  return {
    nc,
    leaseMs,
    wake,
    async take(max, maxLength) {
      if (isClosed) throw createClosedError();
      await requests.fill(max, maxLength);
      prefetched.renewLeases();
      const taken = prefetched.take(max, maxLength);
      isIdle = taken.length === 0;
      return taken;
    },
    async waitForMessage(signal) {
      while (isIdle && prefetched.count() === 0 && !isClosed && !signal.aborted) {
        waiting ??= requests.pullFirst().finally(() => {
          waiting = undefined;
        });
        await raceWithAbort(signal, (inner) =>
          Promise.race([waiting, waiters.wait(consumer, Number.POSITIVE_INFINITY, inner)]),
        );
      }
    },
    async close() {
      isClosed = true;
      await requests.end();
      waiters.wakeAll();
    },
  };
}

/**
 * Gives a race a signal of its own, which is aborted at its end: so the losers leave no listeners on a long-lived
 * signal.
 */
async function raceWithAbort(signal: AbortSignal, race: (inner: AbortSignal) => Promise<void>): Promise<void> {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  signal.addEventListener('abort', abort);
  try {
    await race(controller.signal);
  } finally {
    signal.removeEventListener('abort', abort);
    abort();
  }
}
