import type { Outbox, StoredEvent } from '../outbox.js';
import { decodeEvent, toText } from './codec.js';
import type { Link } from './connection.js';
import type { NatsContext } from './context.js';
import type { Delivery } from './delivery.js';

/** Bytes that are kept of a message that is no event. */
const maxForeignBytes = 10_000;

export const createTake =
  (context: NatsContext): Outbox['take'] =>
  (pixelId, max, leaseMs, maxLength = Number.POSITIVE_INFINITY) =>
    context.withLink(async (link) => {
      const puller = await context.pullers.open(link, pixelId, leaseMs);
      const taken: StoredEvent[] = [];
      try {
        for (const delivery of await puller.take(max, maxLength)) {
          const event = await toStoredEvent(context, link, pixelId, delivery);
          if (event) taken.push(event);
        }
      } catch (error) {
        context.pullers.retire(pixelId);
        throw error;
      }
      return taken;
    });

/** Returns undefined for what is no event, which is set aside, and for what Meta has. */
async function toStoredEvent(
  context: NatsContext,
  link: Link,
  pixelId: string,
  delivery: Delivery,
): Promise<StoredEvent | undefined> {
  const event = decodeEvent(pixelId, delivery.data);
  if (!event) {
    await setAsideForeign(context, link, pixelId, delivery);
    return undefined;
  }
  const message = context.unacked.add(link.nc, pixelId, delivery);
  if (!message) return undefined;
  const { id, attempts, storedAt, firstTriedAt } = message;
  return { ...event, id, attempts, storedAt, ...(firstTriedAt && { firstTriedAt }) };
}

/** Sets aside what is no event of ours, so that it does not delay those that are. */
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
    expiresAt: 0,
    // Enough to see what it is, and never more than a message may hold.
    json: JSON.stringify(toText(delivery.data.subarray(0, maxForeignBytes))),
    storedAt: delivery.storedAt,
    attempts: 0,
    reason: `It is no event that this version can read. Who else writes to ${names.eventSubject(pixelId)}?`,
    setAsideAt: Date.now(),
  });
  await unacked.terminate(nc, delivery);
}
