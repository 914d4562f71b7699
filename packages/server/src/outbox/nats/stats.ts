import { parseQueueName } from '../lanes.js';
import type { OutboxStats } from '../outbox.js';
import type { Link } from './connection.js';
import type { NatsContext } from './context.js';
import { toLastToken } from './names.js';

export async function readStats({ names, servers }: NatsContext, { nc, jsm }: Link): Promise<OutboxStats> {
  const [events, quarantine, deadLetters, held] = await Promise.all([
    jsm.streams.info(names.events),
    jsm.streams.info(names.quarantine),
    jsm.streams.info(names.deadLetters),
    jsm.streams.info(names.held),
  ]);
  const { messages, first_ts } = events.state;
  const leader = events.cluster?.leader;
  return {
    pending: messages,
    quarantined: quarantine.state.messages,
    held: held.state.messages,
    oldest: messages > 0 && first_ts ? Date.parse(first_ts) : undefined,
    deadLetters: deadLetters.state.messages,
    bytes: events.state.bytes + quarantine.state.bytes + deadLetters.state.bytes + held.state.bytes,
    engine: {
      name: 'nats',
      servers,
      version: nc.info?.version ?? '',
      stream: names.events,
      replicas: events.config.num_replicas,
      ...(leader && { leader }),
    },
  };
}

/**
 * Returns an id of the outbox's streams: the name of the stream of events, and the time of its creation in nanoseconds.
 * All nodes of a cluster return the same time.
 */
export async function readStoreId({ names }: NatsContext, { jsm }: Link): Promise<string> {
  const { created } = await jsm.streams.info(names.events);
  return `nats ${names.events} ${created}`;
}

export async function readPixels({ names }: NatsContext, { jsm }: Link): Promise<string[]> {
  const { state } = await jsm.streams.info(names.events, { subjects_filter: '>' });
  const queues = Object.keys(state.subjects ?? {}).map(toLastToken);
  return [...new Set(queues.map((queue) => parseQueueName(queue).pixelId))];
}
