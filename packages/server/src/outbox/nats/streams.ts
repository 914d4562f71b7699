import type { ConsumerConfig, StreamConfig } from '@nats-io/jetstream';
import { OutboxError } from '../outbox.js';
import type { Link } from './connection.js';
import type { NatsOutboxOptions, ResolvedNatsOptions } from './options.js';
import type { Names } from './wire.js';

const toNanos = (ms: number): number => ms * 1_000_000;

/** The layout that this version writes; it stands in the stream's description. */
const layout = 1;
const description = `Twinbeam: events for Meta, layout ${layout}`;

/** Of an event, half a million bytes at most, and what stands before it. */
const minPayload = 600_000;

/** Events of a pixel that may be in the hands of dispatchers, or postponed, at once; the others wait their turn. */
const maxAckPending = 100_000;

type Row = [field: keyof StreamConfig & string, wanted: unknown, said: string];

/** Makes the streams, or checks those that are there. Throws `OutboxError` that names each difference. */
export async function prepareStreams(
  link: Link,
  names: Names,
  options: ResolvedNatsOptions,
  given: NatsOutboxOptions,
): Promise<void> {
  const { stream, replicas, maxEvents, maxBytes, duplicateWindowMs, deadLetters, servers } = options;
  const { max_payload = 0 } = link.nc.info ?? {};
  if (max_payload < minPayload) {
    throw new OutboxError(
      'unusable',
      `NATS at ${servers.join(', ')} takes messages of up to ${max_payload} bytes; events need ${minPayload}. Raise its max_payload.`,
    );
  }
  const common = { num_replicas: replicas, storage: 'file', description } as Partial<StreamConfig>;
  const where = servers.join(', ');
  const found = await link.jsm.streams.info(stream).catch(notFound);
  const foundLayout = Number(/layout (\d+)/.exec(found?.config.description ?? '')?.[1] ?? layout);
  if (foundLayout > layout) {
    throw new OutboxError(
      'unusable',
      `The stream ${stream} at NATS ${where} was written by a newer Twinbeam (layout ${foundLayout}, this one knows ${layout}); nothing was changed. Run that version, or give this one a stream of its own.`,
    );
  }
  // What is not said is as it is found.
  const said = <Value>(name: keyof NatsOutboxOptions, value: Value): Value | undefined =>
    given[name] === undefined ? undefined : value;
  await prepare(
    link,
    {
      ...common,
      name: names.events,
      subjects: [names.eventSubject('*')],
      retention: 'workqueue',
      // Never the oldest in favour of the newest: what cannot be stored is refused.
      discard: 'new',
      max_msgs: maxEvents ?? -1,
      max_bytes: maxBytes ?? -1,
      duplicate_window: toNanos(duplicateWindowMs),
    } as Partial<StreamConfig> & { name: string },
    [
      ['retention', 'workqueue', 'retention'],
      ['discard', 'new', 'discard'],
      ['max_msgs', said('maxEvents', maxEvents), 'maxEvents'],
      ['max_bytes', said('maxBytes', maxBytes), 'maxBytes'],
      ['num_replicas', said('replicas', replicas), 'replicas'],
      ['duplicate_window', said('duplicateWindowMs', toNanos(duplicateWindowMs)), 'duplicateWindowMs'],
    ],
    where,
  );
  await prepare(
    link,
    {
      ...common,
      name: names.dead,
      subjects: [names.deadSubjects],
      max_msgs: deadLetters.count,
      max_age: toNanos(deadLetters.ms),
    } as Partial<StreamConfig> & { name: string },
    [
      ['retention', 'limits', 'retention'],
      ['num_replicas', said('replicas', replicas), 'replicas'],
      ['max_msgs', said('deadLetters', deadLetters.count), 'deadLetters.count'],
      ['max_age', said('deadLetters', toNanos(deadLetters.ms)), 'deadLetters.ms'],
    ],
    where,
  );
  await prepare(
    link,
    {
      ...common,
      name: names.holds,
      subjects: [names.holdSubject('*')],
      max_msgs_per_subject: 1,
    } as Partial<StreamConfig> & { name: string },
    [
      ['max_msgs_per_subject', 1, 'max_msgs_per_subject'],
      ['num_replicas', said('replicas', replicas), 'replicas'],
    ],
    where,
  );
}

async function prepare(
  { jsm }: Link,
  config: Partial<StreamConfig> & { name: string },
  rows: Row[],
  where: string,
): Promise<void> {
  const { name } = config;
  const info = await jsm.streams.info(name).catch(notFound);
  if (!info) {
    // Somebody may be making it at this moment; then theirs is checked.
    const made = await jsm.streams.add(config).catch((error: { code?: number }) => {
      if (error.code === 10058) return undefined;
      throw error;
    });
    if (made) return;
  }
  const found = (info ?? (await jsm.streams.info(name))).config;
  const subjects = JSON.stringify(config.subjects);
  const differences = rows
    .filter(([field, wanted]) => wanted !== undefined && found[field as keyof typeof found] !== wanted)
    .map(
      ([field, wanted, said]) =>
        `${said} is ${String(found[field as keyof typeof found])}, wanted is ${String(wanted)}`,
    );
  if (JSON.stringify(found.subjects) !== subjects) differences.push(`subjects are not ${subjects}`);
  if (differences.length === 0) return;
  throw new OutboxError(
    'unusable',
    `The stream ${name} at NATS ${where} is not as the options say: ${differences.join('; ')}. Nothing was changed. Change the options, or the stream (nats stream edit ${name}).`,
  );
}

/** Makes the consumer of a pixel if there is none. Answers how long its leases are, in milliseconds. */
export async function prepareConsumer({ jsm }: Link, names: Names, pixelId: string, leaseMs: number): Promise<number> {
  const name = names.consumer(pixelId);
  const config: Partial<ConsumerConfig> = {
    durable_name: name,
    filter_subject: names.eventSubject(pixelId),
    ack_policy: 'explicit',
    ack_wait: toNanos(leaseMs),
    max_deliver: -1,
    max_ack_pending: maxAckPending,
  } as Partial<ConsumerConfig>;
  const found = (await jsm.consumers.info(names.events, name).catch(notFound))?.config;
  // Made twice at one moment it is one, if it is the same.
  if (!found) return ((await jsm.consumers.add(names.events, config)).config.ack_wait ?? 0) / 1_000_000;
  for (const field of ['ack_policy', 'filter_subject', 'max_deliver'] as const) {
    if (found[field] === config[field]) continue;
    throw new OutboxError(
      'unusable',
      `The consumer ${name} of the stream ${names.events} is not Twinbeam's: ${field} is ${String(found[field])}, wanted is ${String(config[field])}. Nothing was changed. Remove it (nats consumer rm ${names.events} ${name}), and it is made anew; what waits stays.`,
    );
  }
  return (found.ack_wait ?? 0) / 1_000_000;
}

/** Throws `OutboxError` when a consumer's leases are not as long as the options say. */
export function checkLease(names: Names, pixelId: string, found: number, leaseMs: number): void {
  if (found === leaseMs) return;
  const name = names.consumer(pixelId);
  throw new OutboxError(
    'unusable',
    `The consumer ${name} of the stream ${names.events} is not as the options say: it gives events back after ${found} ms, and leaseMs is ${leaseMs}. Nothing was changed. Change leaseMs, or the consumer (nats consumer edit ${names.events} ${name} --wait ${leaseMs}ms).`,
  );
}

/** Answers undefined for what does not exist; everything else is thrown on. */
export function notFound(error: unknown): undefined {
  const { code, status } = error as { code?: number; status?: number };
  if (code === 10059 || code === 10014 || code === 10037 || status === 404 || code === 404) return undefined;
  throw error;
}
