import type { NatsConnection } from '@nats-io/transport-node';
import { toIds } from '../to-ids.js';
import { ack, acknowledge, nak, term, working } from './acknowledgement.js';
import type { DecodedEvent } from './codec.js';
import type { Delivery } from './delivery.js';
import { createDeliveryHistory } from './delivery-history.js';

/** A delivery that was taken and is not acknowledged yet, and what this process knows about earlier attempts. */
export interface UnackedMessage extends Delivery {
  id: string;
  pixelId: string;
  event: DecodedEvent['event'];
  /** When the event was stored, in milliseconds since 1970. */
  storedAt: number;
  attempts: number;
  firstTriedAt?: number | undefined;
}

/**
 * The messages that were taken and are not acknowledged yet. If the lease has expired, another process may have the
 * message.
 */
export interface UnackedMessages {
  /**
   * Adds a delivery. Returns undefined if Meta has already received the event: then the message is acknowledged once
   * more.
   */
  add(nc: NatsConnection, decoded: DecodedEvent, delivery: Delivery): UnackedMessage | undefined;
  /** Returns a message unless its lease has expired. */
  get(id: string): UnackedMessage | undefined;
  /** Renews leases. Returns the ids whose lease had not expired. */
  extend(nc: NatsConnection, ids: readonly string[]): Promise<string[]>;
  /**
   * Acknowledges messages. If an acknowledgement is lost, it is repeated when the engine delivers the message again.
   */
  confirm(nc: NatsConnection, ids: readonly string[]): Promise<void>;
  postpone(nc: NatsConnection, ids: readonly string[], delayMs: number, untried: boolean): Promise<void>;
  /** Gives back a message that was delivered before its event is due. The attempt is not counted. */
  delay(nc: NatsConnection, delivery: Delivery, delayMs: number): void;
  /** Tells the engine never to deliver a message again. */
  terminate(nc: NatsConnection, delivery: Delivery): Promise<void>;
}

/** Number of messages from which those whose lease has expired during a request are removed. */
const minSweepCount = 2_000;

const toId = ({ sequence, deliveries, isQuarantined }: Delivery): string =>
  `${isQuarantined ? 'q' : ''}${sequence}.${deliveries}`;

export function createUnackedMessages(): UnackedMessages {
  const messages = new Map<string, UnackedMessage>();
  const history = createDeliveryHistory();
  let sweepCount = minSweepCount;

  const get = (id: string): UnackedMessage | undefined => {
    const message = messages.get(id);
    return message && message.leaseEndsAt > performance.now() ? message : undefined;
  };
  const removeExpired = (): void => {
    const now = performance.now();
    for (const [id, { leaseEndsAt }] of messages) if (leaseEndsAt < now) messages.delete(id);
    // So that this does not run for each message while several requests are in flight.
    sweepCount = Math.max(minSweepCount, 2 * messages.size);
  };

  return {
    add(nc, { event, history: before }, delivery) {
      if (history.isConfirmed(delivery)) {
        nc.publish(delivery.reply, ack);
        return undefined;
      }
      if (messages.size >= sweepCount) removeExpired();
      const message = {
        ...delivery,
        id: toId(delivery),
        pixelId: event.pixelId,
        event,
        storedAt: before.storedAt ?? delivery.publishedAt,
        attempts: (before.attempts ?? 0) + history.attempts(delivery),
        firstTriedAt: before.firstTriedAt ?? history.firstTriedAt(delivery),
      };
      messages.set(message.id, message);
      return message;
    },
    get,
    async extend(nc, ids) {
      const extended = ids.flatMap((id) => get(id) ?? []);
      for (const message of extended) {
        nc.publish(message.reply, working);
        message.leaseEndsAt = performance.now() + message.leaseMs;
      }
      await nc.flush();
      return toIds(extended);
    },
    async confirm(nc, ids) {
      // Meta has them, even if the lease has run out.
      const confirmed = ids.flatMap((id) => messages.get(id) ?? []);
      for (const message of confirmed) {
        messages.delete(message.id);
        history.noteConfirmed(message);
      }
      await acknowledge(nc, confirmed, ack);
    },
    async postpone(nc, ids, delayMs, untried) {
      const postponed = ids.flatMap((id) => get(id) ?? []);
      for (const id of ids) messages.delete(id);
      for (const message of postponed) history.notePostponed(message, untried);
      await acknowledge(nc, postponed, nak(delayMs));
    },
    delay(nc, delivery, delayMs) {
      history.notePostponed(delivery, true);
      nc.publish(delivery.reply, nak(delayMs));
    },
    async terminate(nc, delivery) {
      messages.delete(toId(delivery));
      history.remove(delivery);
      await acknowledge(nc, [delivery], term);
    },
  };
}
