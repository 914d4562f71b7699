import type { NatsConnection } from '@nats-io/transport-node';
import { nak, working } from './acknowledgement.js';
import type { Delivery } from './delivery.js';

/** Messages that were delivered but not taken yet. */
export interface Prefetched {
  count(): number;
  /** Returns the total length of their JSON, in characters. */
  length(): number;
  add(delivery: Delivery): void;
  /**
   * Renews leases. Drops messages whose lease is about to end, because the engine will deliver them to another process.
   */
  renewLeases(): void;
  /**
   * Removes and returns up to `max` messages, oldest first, with `maxLength` characters at most; a longer message is
   * returned alone.
   */
  take(max: number, maxLength: number): Delivery[];
  /** Gives all messages back to the engine. */
  giveBack(): void;
}

/** A lease younger than this is not renewed, in milliseconds. */
const freshMs = 50;

export function createPrefetched(nc: NatsConnection, leaseMs: number): Prefetched {
  /** Deliveries by sequence: if a message is delivered again, the new delivery replaces the old one. */
  const deliveries = new Map<number, Delivery>();

  return {
    count: () => deliveries.size,
    length() {
      let length = 0;
      for (const delivery of deliveries.values()) length += delivery.length;
      return length;
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
    take(max, maxLength) {
      const taken: Delivery[] = [];
      let length = 0;
      for (const delivery of [...deliveries.values()].sort((one, other) => one.sequence - other.sequence)) {
        length += delivery.length;
        if (taken.length >= max || (taken.length > 0 && length > maxLength)) break;
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
