import type { DeadReason, Outbox } from '../outbox.js';
import { toDeadLetter } from '../to-dead-letter.js';
import type { Link } from './connection.js';
import type { NatsContext } from './context.js';
import { toTakenEvent } from './lane-message.js';

export const createSetAside =
  (context: NatsContext): Outbox['setAside'] =>
  (ids, reason) =>
    context.withLink(async (link) => {
      for (const id of ids) await setAsideOne(context, link, id, reason);
    });

async function setAsideOne(
  { unacked, deadLetters }: NatsContext,
  { nc }: Link,
  eventId: string,
  reason: DeadReason,
): Promise<void> {
  const message = unacked.get(eventId);
  if (!message) return;
  const { id, ...deadLetter } = toDeadLetter(toTakenEvent(message), reason, Date.now());
  await deadLetters.store(deadLetter);
  await unacked.terminate(nc, message);
}
