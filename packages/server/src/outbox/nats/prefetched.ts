import type { NatsConnection } from '@nats-io/transport-node';
import { nak, working } from './acknowledgement.js';
import type { Delivery } from './delivery.js';

/** Messages that were delivered and not yet taken. */
export interface Prefetched {
  count(): number;
  bytes(): number;
  add(delivery: Delivery): void;
  /** Renews leases; drops what is near the end of its lease, because it is delivered to somebody else in a moment. */
  renewLeases(): void;
  /** Removes and returns up to `max` messages, oldest first; of several no more than `maxBytes`. */
  take(max: number, maxBytes: number): Delivery[];
  /** Gives all back to the engine. */
  giveBack(): void;
}

/** Bytes that the engine adds to a message. */
export const overheadBytes = 200;
/** A lease younger than that is not renewed. */
const freshMs = 50;

export function createPrefetched(nc: NatsConnection, leaseMs: number): Prefetched {
  /** By sequence: of a message that is delivered again the new delivery counts. */
  const deliveries = new Map<number, Delivery>();

  return {
    count: () => deliveries.size,
    bytes() {
      let bytes = 0;
      for (const { data } of deliveries.values()) bytes += data.length;
      return bytes;
    },
    add: (delivery) => void deliveries.set(delivery.sequence, delivery),
    renewLeases() {
      const now = performance.now();
      for (const delivery of deliveries.values()) {
        const remainingMs = delivery.leaseEndsAt - now;
        if (remainingMs < leaseMs / 10) deliveries.delete(delivery.sequence);
        else if (remainingMs < leaseMs - freshMs) {
          nc.publish(delivery.reply, working);
          delivery.leaseEndsAt = now + leaseMs;
        }
      }
    },
    take(max, maxBytes) {
      const taken: Delivery[] = [];
      let bytes = 0;
      for (const delivery of [...deliveries.values()].sort((one, other) => one.sequence - other.sequence)) {
        bytes += delivery.data.length;
        if (taken.length >= max || (taken.length > 0 && bytes > maxBytes + overheadBytes * taken.length)) break;
        taken.push(delivery);
        deliveries.delete(delivery.sequence);
      }
      return taken;
    },
    giveBack() {
      for (const { reply } of deliveries.values()) nc.publish(reply, nak(0));
      deliveries.clear();
    },
  };
}
