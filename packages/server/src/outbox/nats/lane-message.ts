import { selectLane } from '../lanes.js';
import type { PostponeOptions, StoredEvent } from '../outbox.js';
import { toPostponed } from '../to-postponed.js';
import { encodeEvent } from './codec.js';
import { type Link, publishOptions } from './connection.js';
import type { NatsContext } from './context.js';
import { toMovedMessageId, toRequeuedMessageId } from './message-id.js';
import type { UnackedMessage } from './unacked-messages.js';

/** Publishes a message to another lane of its pixel. If it is published twice, the engine keeps it once. */
export async function publishToLane(
  { names }: NatsContext,
  { js }: Link,
  event: StoredEvent,
  until: number,
  postponing: PostponeOptions,
): Promise<void> {
  const { lane = selectLane(event) } = postponing;
  const moved = toPostponed(event, postponing, Date.now());
  const options = { ...publishOptions, msgID: toMovedMessageId(moved, lane) };
  await js.publish(names.eventSubject(event.pixelId, lane), encodeEvent(moved, { ...moved, dueAt: until }), options);
}

/** Publishes an event as if it had never been refused, due at once. */
export async function requeueEvent({ names }: NatsContext, { js }: Link, event: StoredEvent): Promise<void> {
  const { refusals, refusal, ...unrefused } = event;
  const subject = names.eventSubject(event.pixelId, selectLane(event));
  const options = { ...publishOptions, msgID: toRequeuedMessageId(event) };
  await js.publish(subject, encodeEvent(unrefused, { storedAt: event.storedAt }), options);
}

/** Returns the event of a taken message. */
export const toTakenEvent = ({ event, id, attempts, storedAt, firstTriedAt }: UnackedMessage): StoredEvent => ({
  ...event,
  id,
  attempts,
  storedAt,
  ...(firstTriedAt && { firstTriedAt }),
});
