import type { NatsConnection } from '@nats-io/transport-node';
import { createDueWaiters } from '../due-waiters.js';
import { createClosedError } from '../outbox.js';
import type { Delivery } from './delivery.js';
import { createPrefetched, type Prefetched } from './prefetched.js';
import { type PullRequest, sendPullRequest } from './pull-request.js';

/** Pulls the messages of one consumer, over one connection. */
export interface Puller {
  nc: NatsConnection;
  /** Length of its leases, in milliseconds. */
  leaseMs: number;
  /** Returns what is there, up to so many messages and, of several, so many characters of JSON. */
  take(max: number, maxLength: number): Promise<Delivery[]>;
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

/** Bytes that the engine counts beside the JSON of a message: its subjects, and what the outbox says of the event. */
const overheadBytes = 200;
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
  /** Pulls once what is wanted and not there yet. */
  const gather = async (max: number, maxLength: number): Promise<void> => {
    const wanted = max - prefetched.count();
    const length = maxLength - prefetched.length();
    // What is pulled and does not fit stays leased until the next take.
    const bytes = Math.floor(length) + overheadBytes * Math.min(wanted, Math.ceil(length / state.meanLength));
    const gathered = new Promise<void>((resolve) => {
      state.onGathered = resolve;
    });
    // What has come already does not wait for more, if there is none. Else the engine may need its time: of a request that has
    // expired before its turn some versions say nothing.
    const expiresMs = prefetched.count() > 0 && state.pending === 0 ? 1 : gatherMs;
    await Promise.race([pull(wanted, expiresMs, Number.isFinite(bytes) ? bytes : undefined), gathered]);
  };
  /** Pulls until what is wanted is there, or all there is: the engine counts bytes, and more of them than characters. */
  const fill = async (max: number, maxLength: number): Promise<void> => {
    let before = -1;
    const isWanted = (): boolean => prefetched.count() < max && prefetched.length() + state.meanLength <= maxLength;
    while (prefetched.count() > before && (prefetched.count() === 0 || isWanted())) {
      before = prefetched.count();
      await gather(max, maxLength);
      if (state.pending === 0) break;
    }
    // One that is larger than all that is wanted comes alone.
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
    /** Characters of an event's JSON, of the latest ones about; at first those of a usual one. */
    meanLength: 1_000,
    /** Number of messages that the engine had behind the last one. */
    pending: Number.POSITIVE_INFINITY,
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
