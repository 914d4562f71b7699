import type { Msg, NatsConnection } from '@nats-io/transport-node';

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

/** Pulls the messages of one consumer. */
export interface Puller {
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
  /** Gives back what was handed out and not taken. */
  close(): void;
}

/** How long to wait for what others may have taken meanwhile; what is there comes at once. */
const gatherMs = 25;
/** How long one request waits for a first message; then it is asked again, in case the engine has forgotten. */
const waitMs = 5_000;
/** What an answer takes beyond the message. */
const overhead = 200;

/**
 * By the protocol of pull requests (https://github.com/nats-io/nats-architecture-and-design, ADR-13), of which the
 * client library has no way to ask for what is there and no more: its own fetch waits for a full batch, a second at
 * least.
 */
export function createPuller(nc: NatsConnection, stream: string, consumer: string, leaseMs: number): Puller {
  const stash: Delivery[] = [];
  const arrivals = new Set<() => void>();
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
        subscription.unsubscribe();
        if (error) reject(error);
        else resolve();
      };
      const timer = setTimeout(end, expiresMs + 1_000);
      const subscription = nc.subscribe(inbox, {
        callback(error, message) {
          const code = message?.headers?.code;
          if (error) return end(error);
          if (code === 503) return end(new Error('no responders'));
          if (code && message.data.length === 0) return end();
          const { delivery, pending } = toDelivery(message, leaseMs);
          stash.push(delivery);
          idle = false;
          for (const arrived of arrivals) arrived();
          if (++received >= batch) end();
          // No more at the moment. What others give back until the request ends still comes, for the next `take`.
          else if (pending === 0) resolve();
          // Another request, that waits for an arrival, may have got what this process has just put.
          if (pending === 0) gathered?.();
        },
      });
      nc.publish(
        `$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`,
        JSON.stringify({
          batch,
          ...(expiresMs > 0 ? { expires: expiresMs * 1_000_000 } : { no_wait: true }),
          ...(maxBytes && { max_bytes: maxBytes }),
        }),
        { reply: inbox },
      );
    });

  const dropExpired = (): void => {
    const now = performance.now();
    for (let at = stash.length - 1; at >= 0; at--) if ((stash[at] as Delivery).leaseEndsAt <= now) stash.splice(at, 1);
  };

  return {
    leaseMs,
    async take(max, maxBytes) {
      dropExpired();
      const bytes = stash.reduce((sum, { data }) => sum + data.length, 0);
      if (stash.length < max && bytes < maxBytes) {
        const limit = Number.isFinite(maxBytes) ? Math.floor(maxBytes - bytes) + overhead : undefined;
        // What has come already does not wait for more.
        const asked = request(max - stash.length, stash.length > 0 ? 0 : gatherMs, limit);
        await Promise.race([
          asked,
          new Promise<void>((resolve) => {
            gathered = resolve;
          }),
        ]);
        // One that is larger than all that is wanted comes alone.
        if (stash.length === 0 && limit) await request(1, gatherMs);
      }
      stash.sort((one, other) => one.sequence - other.sequence);
      let length = 0;
      const end = stash.findIndex(({ data }, index) => {
        length += data.length;
        return index >= max || (index > 0 && length > maxBytes + overhead * index);
      });
      const taken = stash.splice(0, end < 0 ? stash.length : end);
      idle = taken.length === 0;
      return taken;
    },

    async arrival(signal) {
      dropExpired();
      if (stash.length > 0 || signal.aborted || closed) return;
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
    close() {
      closed = true;
      for (const { reply } of stash.splice(0)) nc.publish(reply, '-NAK');
      for (const arrived of arrivals) arrived();
    },
  };
}

/** `$JS.ACK.[domain.account.]stream.consumer.deliveries.sequence.consumerSequence.nanoseconds.pending[.random]` */
function toDelivery({ data, reply = '' }: Msg, leaseMs: number): { delivery: Delivery; pending: number } {
  const tokens = reply.split('.');
  const at = tokens.length > 9 ? 6 : 4;
  const [deliveries, sequence, , nanos, pending] = tokens.slice(at, at + 5).map(Number) as [
    number,
    number,
    number,
    number,
    number,
  ];
  return {
    pending,
    delivery: {
      data,
      reply,
      sequence,
      deliveries,
      storedAt: Math.floor(nanos / 1_000_000),
      leaseMs,
      leaseEndsAt: performance.now() + leaseMs,
    },
  };
}
