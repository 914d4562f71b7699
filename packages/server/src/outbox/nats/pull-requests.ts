import type { NatsConnection } from '@nats-io/transport-node';
import type { Prefetched } from './prefetched.js';
import { type PullRequest, sendPullRequest } from './pull-request.js';

/** The requests for messages of one consumer over one connection. */
export interface PullRequests {
  /** Requests a single message, and waits some seconds for it. */
  pullFirst(): Promise<void>;
  /** Pulls until there are as many messages as requested, or all that there are. */
  fill(max: number, maxLength: number): Promise<void>;
  /** Ends the requests, and gives back the messages that nobody has taken. */
  end(): Promise<void>;
}

export interface PullRequestsOptions {
  nc: NatsConnection;
  stream: string;
  consumer: string;
  /** Whether the stream is that of the quarantine. */
  isQuarantined: boolean;
  leaseMs: number;
  /** Gets the messages. */
  prefetched: Prefetched;
  /** Called when a message has arrived. */
  onMessage(): void;
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
const firstMs = 5_000;
/** How long to wait for the engine while messages are given back, in milliseconds. */
const closeMs = 500;

export function createPullRequests(options: PullRequestsOptions): PullRequests {
  const { nc, stream, consumer, isQuarantined, leaseMs, prefetched, onMessage, onGone } = options;
  const open = new Set<PullRequest>();
  /** Approximate length of the JSON of recent events, in characters; initially that of a usual event. */
  let meanLength = 1_000;
  /** Number of messages that the engine had after the last one. */
  let pending = Number.POSITIVE_INFINITY;
  /** Ends the gathering of a `fill`. */
  let onGathered = (): void => undefined;

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
        onMessage();
        // The request that waits for a first message may have received the event that this process has just put.
        pending = delivery.pending;
        meanLength += (delivery.length - meanLength) / 10;
        if (pending === 0) onGathered();
      },
      onGone,
      onEnd: (ended) => void open.delete(ended),
    });
    open.add(request);
    return request.completed;
  };
  /** Sends one request for the messages that are still missing. */
  const gather = async (max: number, maxLength: number): Promise<void> => {
    const wanted = max - prefetched.count();
    const length = maxLength - prefetched.length();
    // Messages that are pulled but do not fit stay leased until the next take.
    const bytes = Math.floor(length) + overheadBytes * Math.min(wanted, Math.ceil(length / meanLength));
    const gathered = new Promise<void>((resolve) => {
      onGathered = resolve;
    });
    // Messages that have arrived do not wait for more if there are none. Otherwise the engine may need time: some
    // versions send no response to a request that expires before its turn.
    const expiresMs = prefetched.count() > 0 && pending === 0 ? 1 : gatherMs;
    await Promise.race([pull(wanted, expiresMs, Number.isFinite(bytes) ? bytes : undefined), gathered]);
  };

  return {
    pullFirst: () => pull(1, firstMs),
    async fill(max, maxLength) {
      let before = -1;
      const isWanted = (): boolean => prefetched.count() < max && prefetched.length() + meanLength <= maxLength;
      // Several requests may be needed, because the engine counts bytes, of which there are more than characters.
      while (prefetched.count() > before && (prefetched.count() === 0 || isWanted())) {
        before = prefetched.count();
        await gather(max, maxLength);
        if (pending === 0) break;
      }
      // A message that is larger than the limit arrives alone.
      if (prefetched.count() === 0 && Number.isFinite(maxLength)) await pull(1, gatherMs);
    },
    async end() {
      // The engine also delivers to a request that is just being ended; that delivery would be lost.
      if (open.size > 0) await new Promise((resolve) => setTimeout(resolve, 2 * gatherMs));
      await endRequests([...open], nc, prefetched);
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
