import { selectLane, selectQueueName } from '../lanes.js';
import type { Outbox, OutboxEvent, PutResult, StoredEvent } from '../outbox.js';
import { encodeEvent } from './codec.js';
import { type Link, publishOptions } from './connection.js';
import type { NatsContext } from './context.js';
import { hasNoResponders, ignoreNotFound } from './errors.js';
import { toMessageId, toRevivedMessageId } from './message-id.js';

/** Publishes all events if they fit. If some fail nevertheless, the others are stored. */
export const createPut =
  (context: NatsContext): Outbox['put'] =>
  (events) =>
    context.withLink(async (link) => {
      await context.space.reserve(link, events);
      const outcomes = await Promise.allSettled(events.map((event) => putEvent(context, link, event)));
      context.pullers.wake(events.map(selectQueueName));
      return outcomes.map((outcome) => {
        if (outcome.status === 'rejected') throw outcome.reason;
        return outcome.value;
      });
    });

async function putEvent(context: NatsContext, link: Link, event: OutboxEvent | StoredEvent): Promise<PutResult> {
  const { serverEvents } = context;
  if (event.source !== 'server' && !('storedAt' in event) && serverEvents.has(event)) return 'duplicate';
  const isStored = await publish(context, link, event, toMessageId(event));
  serverEvents.add(event);
  if (isStored) return 'accepted';
  // The engine also remembers events that were set aside. These may be accepted again, once for each dead letter.
  const deadLetterId = await context.deadLetters.findId(event);
  if (deadLetterId === undefined) return 'duplicate';
  const isRevived = await publish(context, link, event, toRevivedMessageId(event, deadLetterId));
  return isRevived ? 'accepted' : 'duplicate';
}

/** Publishes an event. Returns false if the engine already knew the message. */
async function publish(
  { names, connection, prepareStreams }: NatsContext,
  { js, jsm }: Link,
  event: OutboxEvent,
  msgID: string,
): Promise<boolean> {
  try {
    const options = { ...publishOptions, msgID };
    const subject = names.eventSubject(event.pixelId, selectLane(event));
    const { duplicate } = await js.publish(subject, encodeEvent(event), options);
    return !duplicate;
  } catch (error) {
    // Somebody has removed the stream: create it again for the next attempt.
    if (hasNoResponders(error) && !(await jsm.streams.info(names.events).catch(ignoreNotFound))) {
      await prepareStreams(await connection.get());
    }
    throw error;
  }
}
