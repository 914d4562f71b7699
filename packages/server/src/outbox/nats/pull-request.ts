import { randomUUID } from 'node:crypto';
import type { Msg, NatsConnection } from '@nats-io/transport-node';
import { type Delivery, toDelivery } from './delivery.js';

/** A request for messages from a consumer. */
export interface PullRequest {
  /**
   * Resolves when all requested messages have arrived, or the engine has no more at the moment. Rejects when the engine
   * does not respond.
   */
  completed: Promise<void>;
  end(): void;
  /** Resolves when the messages that are on their way have arrived. */
  drain(): Promise<void>;
}

export interface PullRequestOptions {
  nc: NatsConnection;
  stream: string;
  consumer: string;
  isQuarantined: boolean;
  leaseMs: number;
  /** Numbers of messages and of bytes to request. */
  batch: number;
  maxBytes?: number | undefined;
  /** How long the engine waits for messages that it does not have yet, in milliseconds. */
  expiresMs: number;
  onDelivery(delivery: Delivery): void;
  /** Called when the consumer no longer exists. */
  onGone(): void;
  onEnd(request: PullRequest): void;
}

/** How long after the end of a request the engine's last message may arrive, in milliseconds. */
const graceMs = 1_000;

/**
 * Sends a pull request (https://github.com/nats-io/nats-architecture-and-design, ADR-13). The client's own `fetch`
 * cannot be used: it waits at least a second for a full batch, and limits either messages or bytes, not both.
 */
export function sendPullRequest(options: PullRequestOptions): PullRequest {
  const { nc, stream, consumer, isQuarantined, leaseMs, batch, maxBytes, expiresMs, onDelivery, onGone, onEnd } =
    options;
  const inbox = `_INBOX.twinbeam.${randomUUID()}`;
  const { promise: completed, resolve, reject } = createDeferred();
  let received = 0;

  const end = (error?: Error): void => {
    clearTimeout(timer);
    subscription.unsubscribe();
    onEnd(request);
    if (error) reject(error);
    else resolve();
  };
  const receive = (message: Msg): void => {
    const { headers } = message;
    if (headers?.code && message.data.length === 0) {
      // The request has ended, perhaps because the consumer was deleted.
      if (headers.code === 409 && /deleted|not found/i.test(headers.description ?? '')) onGone();
      end(headers.code === 503 ? new Error('no responders') : undefined);
      return;
    }
    const delivery = toDelivery(message, leaseMs, isQuarantined);
    onDelivery(delivery);
    if (++received >= batch) end();
    // The engine has no more messages at the moment. Messages that are given back before the request ends still arrive,
    // for the next `take`.
    else if (delivery.pending === 0) resolve();
  };
  const subscription = nc.subscribe(inbox, {
    callback(error, message) {
      if (error) end(error);
      else receive(message);
    },
  });
  const timer = setTimeout(() => {
    // The engine ends each request with a message while the consumer exists.
    if (received === 0) onGone();
    end();
  }, expiresMs + graceMs);
  const request: PullRequest = { completed, end, drain: () => subscription.drain() };
  nc.publish(
    `$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`,
    JSON.stringify({ batch, expires: expiresMs * 1_000_000, ...(maxBytes && { max_bytes: maxBytes }) }),
    { reply: inbox },
  );
  return request;
}

function createDeferred() {
  let resolve: () => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
