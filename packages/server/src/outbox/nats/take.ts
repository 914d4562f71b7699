import { toQueueName } from '../lanes.js';
import type { Outbox, StoredEvent } from '../outbox.js';
import { decodeEvent, toText } from './codec.js';
import type { Link } from './connection.js';
import type { NatsContext } from './context.js';
import type { Delivery } from './delivery.js';
import { toTakenEvent } from './lane-message.js';

/** Bytes that are kept of a foreign message. */
const maxForeignBytes = 10_000;

export const createTake =
  (context: NatsContext): Outbox['take'] =>
  (pixelId, max, leaseMs, { lane = 'page', maxLength = Number.POSITIVE_INFINITY } = {}) =>
    context.withLink(async (link) => {
      const queue = toQueueName(pixelId, lane);
      const puller = await context.pullers.open(link, queue, leaseMs);
      const taken: StoredEvent[] = [];
      try {
        for (const delivery of await puller.take(max, maxLength)) {
          const event = await toStoredEvent(context, link, pixelId, delivery);
          if (event) taken.push(event);
        }
      } catch (error) {
        context.pullers.retire(queue);
        throw error;
      }
      return taken;
    });

/**
 * Returns the event of a delivery. Returns undefined for a foreign message, which is set aside, for an event that is
 * not due yet, and for one that Meta has already received.
 */
async function toStoredEvent(
  context: NatsContext,
  link: Link,
  pixelId: string,
  delivery: Delivery,
): Promise<StoredEvent | undefined> {
  const decoded = decodeEvent(pixelId, delivery.data);
  if (!decoded) {
    await setAsideForeign(context, link, pixelId, delivery);
    return undefined;
  }
  const { event } = decoded;
  context.serverEvents.add(event);
  if (event.source !== 'server' && context.serverEvents.has(event)) {
    // A newer event of server code replaces this event.
    await context.unacked.terminate(link.nc, delivery);
    return undefined;
  }
  // A message that is published again is delivered at once, even if its event is not due yet.
  const dueInMs = (decoded.history.dueAt ?? 0) - Date.now();
  if (dueInMs > 0 && delivery.deliveries === 1) {
    context.unacked.delay(link.nc, delivery, dueInMs);
    return undefined;
  }
  const message = context.unacked.add(link.nc, decoded, delivery);
  return message && toTakenEvent(message);
}

/** Sets aside a foreign message, so that it does not delay events. */
async function setAsideForeign(
  { names, deadLetters, unacked }: NatsContext,
  { nc }: Link,
  pixelId: string,
  delivery: Delivery,
): Promise<void> {
  await deadLetters.store({
    pixelId,
    name: '',
    eventId: String(delivery.sequence),
    source: 'page',
    expiresAt: 0,
    // Enough to recognise it, and never more than a message may contain.
    json: JSON.stringify(toText(delivery.data.subarray(0, maxForeignBytes))),
    storedAt: delivery.publishedAt,
    attempts: 0,
    reason: `It is no event that this version can read. Who else writes to ${names.eventSubject(pixelId, 'page')}?`,
    setAsideAt: Date.now(),
  });
  await unacked.terminate(nc, delivery);
}
