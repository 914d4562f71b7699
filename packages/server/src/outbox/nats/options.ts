import { OutboxError } from '../outbox.js';

/** Where a NATS JetStream is, who may use it, and what is made there. */
export interface NatsOutboxOptions {
  /** Its nodes, such as `['nats-1:4222', 'nats-2:4222']`; one that is reached tells of the others. */
  servers: string[];
  user?: string | undefined;
  pass?: string | undefined;
  token?: string | undefined;
  /** A file of credentials (JWT and seed), as `nsc` writes it. */
  credentials?: string | undefined;
  /** Encrypts the connection; with files in PEM for a certificate authority of your own, and for the client. */
  tls?: boolean | { ca?: string | undefined; cert?: string | undefined; key?: string | undefined };
  /** The name of the stream of events, and what the names of the others begin with. Default `TWINBEAM`. */
  stream?: string | undefined;
  /** Copies of each event, 1, 3 or 5. Default 3 where three servers or more are named, else 1. */
  replicas?: number | undefined;
  /** Events that may wait at once; more are refused. Default: as much as the engine may store. */
  maxEvents?: number | undefined;
  /** The same in bytes. */
  maxBytes?: number | undefined;
  /** How long the same event is known for a duplicate, in milliseconds. Default 2 hours. */
  duplicateWindowMs?: number | undefined;
  /** Dead letters that are kept, and how long; the oldest go first. Default 10,000, 30 days. */
  deadLetters?: { count: number; ms: number } | undefined;
}

/** How such an outbox is named in one line. */
export const natsPattern = /^(nats|tls):\/\/(?:([^@/?]*)@)?([^@/?]+)\/?(?:\?(.*))?$/;

const numberNames = ['replicas', 'maxEvents', 'maxBytes', 'duplicateWindowMs'] as const;
const textNames = ['credentials', 'stream', 'ca', 'cert', 'key'] as const;

/**
 * Reads a line such as `nats://user:password@host-1:4222,host-2:4222?stream=SHOP&replicas=3`. Throws `OutboxError` that
 * names what is wrong, and none of the secrets.
 */
export function parseNatsLine(line: string): NatsOutboxOptions {
  const [, scheme, userInfo, hosts = '', query] = natsPattern.exec(line) ?? [];
  const given = Object.fromEntries(new URLSearchParams(query));
  const wrong = (name: string, rule: string): never => {
    throw new OutboxError('unusable', `In the outbox's line ${scheme}://${hosts}, ${name} ${rule}`);
  };
  const names: string[] = [...numberNames, ...textNames];
  for (const name of Object.keys(given)) {
    if (!names.includes(name)) wrong(name, `is no option; it knows ${names.join(', ')}.`);
  }
  const numbers = Object.fromEntries(
    numberNames.flatMap((name) => {
      if (given[name] === undefined) return [];
      const value = Number(given[name]);
      if (!Number.isSafeInteger(value) || value < 1) wrong(name, 'must be a whole number over 0.');
      return [[name, value]];
    }),
  );
  const { credentials, stream, ca, cert, key } = given;
  if (stream !== undefined && !streamPattern.test(stream)) wrong('stream', streamRule);
  const [user, pass] = (userInfo ?? '').split(':').map(decodeURIComponent);
  return {
    servers: hosts.split(','),
    ...(pass === undefined ? { token: user || undefined } : { user, pass }),
    credentials,
    tls: ca || cert || key ? { ca, cert, key } : scheme === 'tls',
    stream,
    ...numbers,
  };
}

const streamPattern = /^[\w-]+$/;
const streamRule = 'must be of letters, digits, - and _, such as TWINBEAM.';

/** The options with every default. Throws `OutboxError` for those that cannot work. */
export function resolveNatsOptions(options: NatsOutboxOptions) {
  const {
    servers,
    stream = 'TWINBEAM',
    replicas = servers.length >= 3 ? 3 : 1,
    duplicateWindowMs = 2 * hour,
    deadLetters = { count: 10_000, ms: 30 * 24 * hour },
  } = options;
  const check = (name: string, fits: boolean, rule: string) => {
    if (!fits) throw new OutboxError('unusable', `The option ${name} of the NATS outbox ${rule}`);
  };
  check('servers', servers.length > 0 && servers.every(Boolean), "must name one or more, such as ['localhost:4222'].");
  check('stream', streamPattern.test(stream), streamRule);
  check('replicas', [1, 3, 5].includes(replicas), 'must be 1, 3 or 5: a majority of them must be up.');
  return { ...options, stream, replicas, duplicateWindowMs, deadLetters };
}

const hour = 3_600_000;

export type ResolvedNatsOptions = ReturnType<typeof resolveNatsOptions>;
