import type { NatsConnection } from '@nats-io/transport-node';
import { createDueWaiters } from '../due-waiters.js';
import { createClosedError } from '../outbox.js';
import type { Delivery } from './delivery.js';
import { createPrefetched, type Prefetched } from './prefetched.js';
import { type PullRequest, sendPullRequest } from './pull-request.js';

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

export interface PullerOptions {
  nc: NatsConnection;
  stream: string;
  consumer: string;
  /** Whether the stream is that of the quarantine. */
  isQuarantined: boolean;
  leaseMs: number;
  /** Called when the consumer no longer exists. */
  onGone(): void;
}

/** Bytes that the engine counts in addition to the JSON of a message: subjects, and the line of the outbox. */
const overheadBytes = 200;
/**
 * How long to wait for messages that other processes may have taken in the meantime, in milliseconds. Available
 * messages arrive at once.
 */
const gatherMs = 25;
/**
 * How long a request waits for a first message, in milliseconds; then it is sent again, in case the engine has
 * forgotten it.
 */
const waitMs = 5_000;
/** How long to wait for the engine while messages are given back, in milliseconds. */
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
        // The request that waits for a first message may have received the event that this process has just put.
        state.pending = delivery.pending;
        state.meanLength += (delivery.length - state.meanLength) / 10;
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
  /** Sends one request for the messages that are still missing. */
  const gather = async (max: number, maxLength: number): Promise<void> => {
    const wanted = max - prefetched.count();
    const length = maxLength - prefetched.length();
    // Messages that are pulled but do not fit stay leased until the next take.
    const bytes = Math.floor(length) + overheadBytes * Math.min(wanted, Math.ceil(length / state.meanLength));
    const gathered = new Promise<void>((resolve) => {
      state.onGathered = resolve;
    });
    // Messages that have arrived do not wait for more if there are none. Otherwise the engine may need time: some
    // versions send no response to a request that expires before its turn.
    const expiresMs = prefetched.count() > 0 && state.pending === 0 ? 1 : gatherMs;
    await Promise.race([pull(wanted, expiresMs, Number.isFinite(bytes) ? bytes : undefined), gathered]);
  };
  /**
   * Pulls until there are as many messages as requested, or all that there are. Several requests may be needed, because
   * the engine counts bytes, of which there are more than characters.
   */
  const fill = async (max: number, maxLength: number): Promise<void> => {
    let before = -1;
    const isWanted = (): boolean => prefetched.count() < max && prefetched.length() + state.meanLength <= maxLength;
    while (prefetched.count() > before && (prefetched.count() === 0 || isWanted())) {
      before = prefetched.count();
      await gather(max, maxLength);
      if (state.pending === 0) break;
    }
    // A message that is larger than the limit arrives alone.
    if (prefetched.count() === 0 && Number.isFinite(maxLength)) await pull(1, gatherMs);
  };

  return {
    nc,
    leaseMs,
    wake,
    async take(max, maxLength) {
      if (state.isClosed) throw createClosedError();
      await fill(max, maxLength);
      prefetched.renewLeases();
      const taken = prefetched.take(max, maxLength);
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
      // The engine also delivers to a request that is just being ended; that delivery would be lost.
      if (requests.size > 0) await new Promise((resolve) => setTimeout(resolve, 2 * gatherMs));
      await endRequests([...requests], nc, prefetched);
      waiters.wakeAll();
    },
  };
}

async function endRequests(requests: PullRequest[], nc: NatsConnection, prefetched: Prefetched): Promise<void> {
  // First all requests must end, or the messages that are given back would be delivered here again. Messages on their
  // way still arrive.
  const giveBack = async (): Promise<void> => {
    await Promise.all(requests.map((request) => request.drain()));
    prefetched.giveBack();
    await nc.flush();
  };
  // An engine that hangs is not waited for.
  const timeout = new Promise((resolve) => setTimeout(resolve, closeMs).unref());
  await Promise.race([giveBack().catch(() => undefined), timeout]);
  for (const request of requests) request.end();
}

function createPullerState() {
  return {
    /** Whether the last `take` found no message, and none has arrived since. */
    isIdle: false,
    isClosed: false,
    /** The request that waits for a first message. */
    waiting: undefined as Promise<void> | undefined,
    /** Approximate length of the JSON of recent events, in characters; initially that of a usual event. */
    meanLength: 1_000,
    /** Number of messages that the engine had after the last one. */
    pending: Number.POSITIVE_INFINITY,
    /** Ends the gathering of a `take`. */
    onGathered: (): void => undefined,
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
