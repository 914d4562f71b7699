import type { FailureReason, Outbox } from '../outbox.js';
import { toDeadLetter } from '../to-dead-letter.js';
import type { Link } from './connection.js';
import type { NatsContext } from './context.js';
import { toTakenEvent } from './lane-message.js';
import { selectStored } from './select-stored.js';

export const createSetAside =
  (context: NatsContext): Outbox['setAside'] =>
  (ids, reason) =>
    context.withLink(async (link) => {
      for (const id of ids) await setAsideOne(context, link, id, reason);
    });

async function setAsideOne(context: NatsContext, link: Link, takenId: string, reason: FailureReason): Promise<void> {
  const { unacked, deadLetters } = context;
  const message = unacked.get(takenId);
  if (!message) return;
  for (const stored of await selectStored(context, link, [message])) {
    const { id, ...deadLetter } = toDeadLetter(toTakenEvent(stored), reason, Date.now());
    await deadLetters.store(deadLetter);
  }
  await unacked.terminate(link.nc, message);
}
