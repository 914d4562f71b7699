import type { DeadReason, Outbox } from '../outbox.js';
import type { Link } from './connection.js';
import type { NatsContext } from './context.js';

export const createSetAside =
  (context: NatsContext): Outbox['setAside'] =>
  (ids, reason) =>
    context.withLink(async (link) => {
      for (const id of ids) await setAsideOne(context, link, id, reason);
    });

async function setAsideOne(
  { unacked, deadLetters }: NatsContext,
  { nc }: Link,
  id: string,
  reason: DeadReason,
): Promise<void> {
  const message = unacked.get(id);
  if (!message) return;
  const { event, storedAt, attempts, firstTriedAt = reason.lastTriedAt } = message;
  const tried = firstTriedAt === undefined ? {} : { firstTriedAt };
  await deadLetters.store({ ...event, ...reason, storedAt, attempts, ...tried, setAsideAt: Date.now() });
  await unacked.terminate(nc, message);
}
