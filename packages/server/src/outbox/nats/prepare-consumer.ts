import type { ConsumerConfig } from '@nats-io/jetstream';
import type { PixelLane } from '../lanes.js';
import { OutboxError } from '../outbox.js';
import type { Link } from './connection.js';
import { ignoreNotFound } from './errors.js';
import type { Names } from './names.js';

/** Events of a lane that may be leased or postponed at once; the others wait. */
const maxAckPending = 100_000;

const nanosPerMs = 1_000_000;

/** Creates the consumer of a pixel's lane if there is none. Returns the length of its leases, in milliseconds. */
export async function prepareConsumer(
  { jsm }: Link,
  names: Names,
  { pixelId, lane }: PixelLane,
  leaseMs: number,
): Promise<number> {
  const name = names.consumer(pixelId, lane);
  const stream = names.stream(lane);
  const config: Partial<ConsumerConfig> = {
    durable_name: name,
    filter_subject: names.eventSubject(pixelId, lane),
    ack_policy: 'explicit',
    ack_wait: leaseMs * nanosPerMs,
    max_deliver: -1,
    max_ack_pending: maxAckPending,
  };
  const found = (await jsm.consumers.info(stream, name).catch(ignoreNotFound))?.config;
  // If two processes create the same consumer at the same moment, both succeed.
  if (!found) return toLeaseMs((await jsm.consumers.add(stream, config)).config);
  for (const field of ['ack_policy', 'filter_subject', 'max_deliver'] as const) {
    if (found[field] === config[field]) continue;
    throw new OutboxError(
      'unusable',
      `The consumer ${name} of the stream ${stream} is not Twinbeam's: ${field} is ${String(found[field])}, wanted is ${String(config[field])}. Nothing was changed. Give this outbox a stream of its own by the option stream. Or wait until twinbeam stats says that no events wait, and remove it (nats consumer rm ${stream} ${name}): it is created again; removed earlier, events that it has delivered are sent again.`,
    );
  }
  return toLeaseMs(found);
}

/** Throws `OutboxError` when the leases of a consumer do not have the length that the options say. */
export function checkLease(names: Names, pixelId: string, found: number, leaseMs: number): void {
  if (found === leaseMs) return;
  const name = names.consumer(pixelId, 'page');
  throw new OutboxError(
    'unusable',
    `The consumer ${name} of the stream ${names.events} is not as the options say: its leases last ${found} ms, and leaseMs is ${leaseMs}. Nothing was changed. Change leaseMs, or the consumer (nats consumer edit ${names.events} ${name} --wait ${leaseMs}ms).`,
  );
}

const toLeaseMs = ({ ack_wait = 0 }: Pick<ConsumerConfig, 'ack_wait'>): number => ack_wait / nanosPerMs;
