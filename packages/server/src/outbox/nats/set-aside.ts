import type { DeadReason, Outbox } from '../outbox.js';
import type { Link } from './connection.js';
import type { NatsContext } from './context.js';

export const createSetAside =
  (context: NatsContext): Outbox['setAside'] =>
  (ids, reason) =>
    context.withLink(async (link) => {
      const before = await context.deadLetters.count();
      let added = 0;
      for (const id of ids) if (await setAsideOne(context, link, id, reason)) added++;
      // The engine removes what exceeds the bounds by itself.
      return Math.max(0, before + added - (await context.deadLetters.count()));
    });

/** Returns whether the message was still leased. */
async function setAsideOne(
  { unacked, deadLetters }: NatsContext,
  { nc }: Link,
  id: string,
  reason: DeadReason,
): Promise<boolean> {
  const message = unacked.get(id);
  if (!message) return false;
  const { event, storedAt, attempts, firstTriedAt = reason.lastTriedAt } = message;
  const tried = firstTriedAt === undefined ? {} : { firstTriedAt };
  await deadLetters.store({ ...event, ...reason, storedAt, attempts, ...tried, setAsideAt: Date.now() });
  await unacked.terminate(nc, message);
  return true;
}
