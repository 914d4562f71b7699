import { dropOldest } from '../../base/drop-oldest.js';
import type { Delivery } from './delivery.js';

/** History of messages in this process. The engine itself only counts deliveries. */
export interface DeliveryHistory {
  isConfirmed(delivery: Delivery): boolean;
  /** Returns how often a message was sent before this delivery. */
  attempts(delivery: Delivery): number;
  /** Returns when a message was first sent, in milliseconds since 1970. */
  firstTriedAt(delivery: Delivery): number | undefined;
  noteConfirmed(delivery: Delivery): void;
  notePostponed(delivery: Delivery, untried: boolean): void;
  remove(delivery: Delivery): void;
}

interface Tries {
  /** Number of deliveries after which the message was given back without being sent. */
  untried: number;
  firstTriedAt: number | undefined;
}

/** Number of messages that are remembered. */
const maxCount = 20_000;

/** A stream that is created again starts counting again, so the sequence alone does not identify a message. */
const toKey = ({ sequence, publishedAt, isQuarantined }: Delivery): string =>
  `${isQuarantined ? 'q' : ''}${sequence}.${publishedAt}`;

export function createDeliveryHistory(): DeliveryHistory {
  const tries = new Map<string, Tries>();
  const confirmed = new Set<string>();

  return {
    isConfirmed: (delivery) => confirmed.has(toKey(delivery)),
    attempts: (delivery) => Math.max(0, delivery.deliveries - 1 - (tries.get(toKey(delivery))?.untried ?? 0)),
    firstTriedAt: (delivery) => tries.get(toKey(delivery))?.firstTriedAt,
    noteConfirmed(delivery) {
      tries.delete(toKey(delivery));
      confirmed.add(toKey(delivery));
      dropOldest(confirmed, maxCount);
    },
    notePostponed(delivery, untried) {
      const key = toKey(delivery);
      const before = tries.get(key);
      tries.delete(key);
      tries.set(key, {
        untried: (before?.untried ?? 0) + (untried ? 1 : 0),
        firstTriedAt: before?.firstTriedAt ?? (untried ? undefined : Date.now()),
      });
      dropOldest(tries, maxCount);
    },
    remove: (delivery) => void tries.delete(toKey(delivery)),
  };
}
