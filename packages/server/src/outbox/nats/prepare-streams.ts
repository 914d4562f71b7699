import { OutboxError } from '../outbox.js';
import type { Link } from './connection.js';
import { ignoreNotFound } from './errors.js';
import type { Names } from './names.js';
import type { NatsOutboxOptions, ResolvedNatsOptions } from './options.js';
import { prepareStream } from './prepare-stream.js';
import { createStreamDefinitions, parseStreamVersion, streamVersion } from './stream-definitions.js';

/** Size that a message must be allowed to have: an event of up to half a million bytes, and its first line. */
const minPayload = 600_000;

/**
 * Creates missing streams, and checks existing ones. Returns whether the stream of events was created. Throws
 * `OutboxError` that names each difference.
 */
export async function prepareStreams(
  link: Link,
  names: Names,
  options: ResolvedNatsOptions,
  given: NatsOutboxOptions,
): Promise<boolean> {
  const servers = options.servers.join(', ');
  const { max_payload = 0 } = link.nc.info ?? {};
  if (max_payload < minPayload) {
    throw new OutboxError(
      'unusable',
      `NATS at ${servers} accepts messages of up to ${max_payload} bytes; events need ${minPayload}. Raise its max_payload.`,
    );
  }
  const found = await link.jsm.streams.info(names.events).catch(ignoreNotFound);
  const version = parseStreamVersion(found?.config.description);
  if (version > streamVersion) {
    throw new OutboxError(
      'unusable',
      `The stream ${names.events} at NATS ${servers} was written by a newer Twinbeam (schema ${version}, this one knows ${streamVersion}); nothing was changed. Run that version, or give this one a stream of its own.`,
    );
  }
  let isCreated = false;
  for (const definition of createStreamDefinitions(names, options, given)) {
    const isNew = await prepareStream(link, definition, servers);
    if (definition.config.name === names.events) isCreated = isNew;
  }
  return isCreated;
}
