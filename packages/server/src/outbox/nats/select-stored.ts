import type { Link } from './connection.js';
import type { NatsContext } from './context.js';
import { ignoreNotFound } from './errors.js';
import type { UnackedMessage } from './unacked-messages.js';

/**
 * Selects the messages that the engine still has, before copies of them are published: the event may have been dropped
 * or forgotten while it was being sent.
 */
export async function selectStored(
  { names }: NatsContext,
  { jsm }: Link,
  messages: readonly UnackedMessage[],
): Promise<UnackedMessage[]> {
  const select = async (message: UnackedMessage): Promise<UnackedMessage[]> => {
    const stream = message.isQuarantined ? names.quarantine : names.events;
    const stored = await jsm.streams.getMessage(stream, { seq: message.sequence }).catch(ignoreNotFound);
    return stored ? [message] : [];
  };
  return (await Promise.all(messages.map(select))).flat();
}
