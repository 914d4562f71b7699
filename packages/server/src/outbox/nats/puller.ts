import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node';
import { OutboxError } from '../outbox.js';

/** A message that the engine has handed out, until its lease runs out. */
export interface Delivery {
  data: Uint8Array;
  /** Where the engine wants to hear what becomes of it. */
  reply: string;
  sequence: number;
  /** How often it was handed out, this time included. */
  deliveries: number;
  /** When it was stored, in milliseconds since 1970. */
  storedAt: number;
  leaseMs: number;
  /** By this process's own clock. */
  leaseEndsAt: number;
}

/** Pulls the messages of one consumer, over one connection. */
export interface Puller {
  nc: NatsConnection;
  /** How long its leases are. */
  leaseMs: number;
  /** What is there, up to so many messages and bytes; of more than one message no more bytes. */
  take(max: number, maxBytes: number): Promise<Delivery[]>;
  /** Resolves when there is something to take, or when the signal gives up. */
  arrival(signal: AbortSignal): Promise<void>;
  /** Whether the last `take` found nothing, and nothing has come since. */
  isIdle(): boolean;
  /** There may be something again. */
  wake(): void;
  /** Ends its requests, and gives back what was handed out and not taken. */
  close(): Promise<void>;
}

/** How long to wait for what others may have taken meanwhile; what is there comes at once. */
const gatherMs = 25;
/** How long one request waits for a first message; then it is asked again, in case the engine has forgotten. */
const waitMs = 5_000;
/** How long after the end of a request its last word may come. */
const graceMs = 1_000;
/** How long to wait for the engine when all is given back. */
const closeMs = 500;
/** What an answer takes beyond the message. */
const overhead = 200;

/**
 * By the protocol of pull requests (https://github.com/nats-io/nats-architecture-and-design, ADR-13), of which the
 * client library has no way to ask for what is there and no more: its own fetch waits for a full batch, a second at
 * least.
 *
 * @param onGone is called when the consumer is not there any more
 */
export function createPuller(
  nc: NatsConnection,
  stream: string,
  consumer: string,
  leaseMs: number,
  onGone: () => void,
): Puller {
  /** What has come and was not taken, by sequence: handed out anew it is the new delivery that counts. */
  const stash = new Map<number, Delivery>();
  const arrivals = new Set<() => void>();
  const open = new Map<Subscription, () => void>();
  let waiting: Promise<void> | undefined;
  let idle = false;
  let closed = false;
  let requests = 0;
  /** Ends the gathering of a `take`. */
  let gathered: (() => void) | undefined;

  /** Resolves when all has come, or the engine has said that there is no more. */
  const request = (batch: number, expiresMs: number, maxBytes?: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const inbox = `_INBOX.twinbeam.${process.pid}.${Math.random().toString(36).slice(2)}.${++requests}`;
      let received = 0;
      const end = (error?: Error) => {
        clearTimeout(timer);
        open.delete(subscription);
        subscription.unsubscribe();
        if (error) reject(error);
        else resolve();
      };
      const subscription = nc.subscribe(inbox, {
        callback(error, message) {
          const code = message?.headers?.code;
          if (error) return end(error);
          if (code === 503) return end(new Error('no responders'));
          if (code && message.data.length === 0) {
            // The end of a request, if it is not the consumer's own.
            if (code === 409 && /deleted|not found/i.test(message.headers?.description ?? '')) gone();
            return end();
          }
          const { delivery, pending } = toDelivery(message, leaseMs);
          stash.set(delivery.sequence, delivery);
          idle = false;
          for (const arrived of arrivals) arrived();
          if (++received >= batch) end();
          // No more at the moment. What others give back until the request ends still comes, for the next `take`.
          else if (pending === 0) resolve();
          // Another request, that waits for an arrival, may have got what this process has just put.
          if (pending === 0) gathered?.();
        },
      });
      open.set(subscription, end);
      const timer = setTimeout(() => {
        // The engine ends each request with a word, as long as there is a consumer to speak for.
        if (received === 0) gone();
        end();
      }, expiresMs + graceMs);
      nc.publish(
        `$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`,
        JSON.stringify({ batch, expires: expiresMs * 1_000_000, ...(maxBytes && { max_bytes: maxBytes }) }),
        { reply: inbox },
      );
    });

  const gone = (): void => {
    idle = false;
    onGone();
  };

  /** What is near the end of its lease is somebody else's in a moment; of the rest the lease begins anew. */
  const refresh = (): void => {
    const now = performance.now();
    for (const delivery of stash.values()) {
      const leftMs = delivery.leaseEndsAt - now;
      if (leftMs < leaseMs / 10) stash.delete(delivery.sequence);
      else if (leftMs < leaseMs - 2 * gatherMs) {
        nc.publish(delivery.reply, '+WPI');
        delivery.leaseEndsAt = now + leaseMs;
      }
    }
  };

  const checkOpen = (): void => {
    if (closed) throw new OutboxError('closed', 'The outbox is closed.');
  };

  return {
    nc,
    leaseMs,
    async take(max, maxBytes) {
      checkOpen();
      let bytes = 0;
      for (const { data } of stash.values()) bytes += data.length;
      if (stash.size < max && bytes < maxBytes) {
        const limit = Number.isFinite(maxBytes) ? Math.floor(maxBytes - bytes) + overhead : undefined;
        // What has come already does not wait for more.
        const asked = request(max - stash.size, stash.size > 0 ? 1 : gatherMs, limit);
        await Promise.race([
          asked,
          new Promise<void>((resolve) => {
            gathered = resolve;
          }),
        ]);
        // One that is larger than all that is wanted comes alone.
        if (stash.size === 0 && limit) await request(1, gatherMs);
      }
      refresh();
      const taken: Delivery[] = [];
      let length = 0;
      for (const delivery of [...stash.values()].sort((one, other) => one.sequence - other.sequence)) {
        length += delivery.data.length;
        if (taken.length >= max || (taken.length > 0 && length > maxBytes + overhead * taken.length)) break;
        taken.push(delivery);
        stash.delete(delivery.sequence);
      }
      idle = taken.length === 0;
      return taken;
    },

    async arrival(signal) {
      checkOpen();
      if (stash.size > 0 || signal.aborted) return;
      waiting ??= request(1, waitMs).finally(() => {
        waiting = undefined;
      });
      await new Promise<void>((resolve, reject) => {
        const done = () => {
          arrivals.delete(done);
          signal.removeEventListener('abort', done);
          resolve();
        };
        arrivals.add(done);
        signal.addEventListener('abort', done);
        waiting?.then(done, (error: unknown) => {
          done();
          reject(error);
        });
      });
    },

    isIdle: () => idle,
    wake() {
      idle = false;
    },
    async close() {
      closed = true;
      // The engine hands out to a request that is just being ended as well, and nobody would hear of it.
      if (open.size > 0) await new Promise((resolve) => setTimeout(resolve, 2 * gatherMs));
      const ends = [...open];
      // First no request may be open, or what goes back would come here again; what is under way still comes.
      const giveBack = async (): Promise<void> => {
        await Promise.all(ends.map(([subscription]) => subscription.drain()));
        for (const { reply } of stash.values()) nc.publish(reply, '-NAK');
        stash.clear();
        await nc.flush();
      };
      // An engine that has hung is not waited for.
      const late = new Promise((resolve) => setTimeout(resolve, closeMs).unref());
      await Promise.race([giveBack().catch(() => undefined), late]);
      for (const [, end] of ends) end();
      for (const arrived of arrivals) arrived();
    },
  };
}

/** `$JS.ACK.[domain.account.]stream.consumer.deliveries.sequence.consumerSequence.nanoseconds.pending[.random]` */
function toDelivery({ data, reply = '' }: Msg, leaseMs: number): { delivery: Delivery; pending: number } {
  const tokens = reply.split('.');
  const [deliveries = 1, sequence = 0, , nanos = 0, pending = 0] = tokens.slice(tokens.length > 9 ? 6 : 4).map(Number);
  const storedAt = Math.floor(nanos / 1_000_000);
  const leaseEndsAt = performance.now() + leaseMs;
  return { pending, delivery: { data, reply, sequence, deliveries, storedAt, leaseMs, leaseEndsAt } };
}
