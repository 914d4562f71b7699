import type { NatsConnection } from '@nats-io/transport-node';
import { createDueWaiters } from '../due-waiters.js';
import { createClosedError } from '../outbox.js';
import type { Delivery } from './delivery.js';
import { createPrefetched, overheadBytes, type Prefetched } from './prefetched.js';
import { type PullRequest, sendPullRequest } from './pull-request.js';

/** Pulls the messages of one consumer, over one connection. */
export interface Puller {
  nc: NatsConnection;
  /** Length of its leases, in milliseconds. */
  leaseMs: number;
  /** Returns what is there, up to so many messages and bytes; of more than one message no more bytes. */
  take(max: number, maxBytes: number): Promise<Delivery[]>;
  /** Resolves when `take` may find something, or when the signal is aborted. */
  waitForMessage(signal: AbortSignal): Promise<void>;
  /** Notes that there may be something. */
  wake(): void;
  /** Ends its requests, and gives back what was delivered and not taken. */
  close(): Promise<void>;
}

export interface PullerOptions {
  nc: NatsConnection;
  stream: string;
  consumer: string;
  /** Whether the stream is that of the quarantine. */
  isQuarantined: boolean;
  leaseMs: number;
  /** Called when the consumer does not exist any more. */
  onGone(): void;
}

/** Time in milliseconds to wait for what others may have taken meanwhile; what is there comes at once. */
const gatherMs = 25;
/** Time in milliseconds that one request waits for a first message; then it is sent again, in case the engine has forgotten it. */
const waitMs = 5_000;
/** Time in milliseconds to wait for the engine when all is given back. */
const closeMs = 500;

export function createPuller({ nc, stream, consumer, isQuarantined, leaseMs, onGone }: PullerOptions): Puller {
  const prefetched = createPrefetched(nc, leaseMs);
  const requests = new Set<PullRequest>();
  const waiters = createDueWaiters();
  const state = createPullerState();

  const wake = (): void => {
    state.isIdle = false;
    waiters.wakeAll();
  };
  const pull = (batch: number, expiresMs: number, maxBytes?: number): Promise<void> => {
    const request = sendPullRequest({
      nc,
      stream,
      consumer,
      isQuarantined,
      leaseMs,
      batch,
      expiresMs,
      maxBytes,
      onDelivery(delivery) {
        prefetched.add(delivery);
        wake();
        // Another request, which waits for a first message, may have got what this process has just put.
        if (delivery.pending === 0) state.onGathered();
      },
      onGone() {
        state.isIdle = false;
        onGone();
      },
      onEnd: (ended) => void requests.delete(ended),
    });
    requests.add(request);
    return request.completed;
  };
  const fill = async (max: number, maxBytes: number): Promise<void> => {
    const bytes = prefetched.bytes();
    if (prefetched.count() >= max || bytes >= maxBytes) return;
    const limit = Number.isFinite(maxBytes) ? Math.floor(maxBytes - bytes) + overheadBytes : undefined;
    const gathered = new Promise<void>((resolve) => {
      state.onGathered = resolve;
    });
    // What has come already does not wait for more.
    const expiresMs = prefetched.count() > 0 ? 1 : gatherMs;
    await Promise.race([pull(max - prefetched.count(), expiresMs, limit), gathered]);
    // One that is larger than all that is wanted comes alone.
    if (prefetched.count() === 0 && limit) await pull(1, gatherMs);
  };

  return {
    nc,
    leaseMs,
    wake,
    async take(max, maxBytes) {
      if (state.isClosed) throw createClosedError();
      await fill(max, maxBytes);
      prefetched.renewLeases();
      const taken = prefetched.take(max, maxBytes);
      state.isIdle = taken.length === 0;
      return taken;
    },
    async waitForMessage(signal) {
      while (state.isIdle && prefetched.count() === 0 && !state.isClosed && !signal.aborted) {
        state.waiting ??= pull(1, waitMs).finally(() => {
          state.waiting = undefined;
        });
        await raceWithAbort(signal, (inner) =>
          Promise.race([state.waiting, waiters.wait(consumer, Number.POSITIVE_INFINITY, inner)]),
        );
      }
    },
    async close() {
      state.isClosed = true;
      // The engine also delivers to a request that is just being ended, and the delivery would be lost.
      if (requests.size > 0) await new Promise((resolve) => setTimeout(resolve, 2 * gatherMs));
      await endRequests([...requests], nc, prefetched);
      waiters.wakeAll();
    },
  };
}

async function endRequests(requests: PullRequest[], nc: NatsConnection, prefetched: Prefetched): Promise<void> {
  // First no request may be open, or what goes back would come here again; what is under way still comes.
  const giveBack = async (): Promise<void> => {
    await Promise.all(requests.map((request) => request.drain()));
    prefetched.giveBack();
    await nc.flush();
  };
  // An engine that has hung is not waited for.
  const timeout = new Promise((resolve) => setTimeout(resolve, closeMs).unref());
  await Promise.race([giveBack().catch(() => undefined), timeout]);
  for (const request of requests) request.end();
}

function createPullerState() {
  return {
    /** Whether the last `take` found nothing, and nothing has come since. */
    isIdle: false,
    isClosed: false,
    /** The request that waits for a first message. */
    waiting: undefined as Promise<void> | undefined,
    /** Ends the gathering of a `take`. */
    onGathered: (): void => undefined,
  };
}

/** Gives a race a signal of its own, which ends with it: its losers leave nothing behind at a long-lived one. */
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
