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
  const [, scheme, userInfo = '', hosts = '', query] = natsPattern.exec(line) ?? [];
  const given = Object.fromEntries(new URLSearchParams(query));
  // A password that is not percent-encoded may have ended up anywhere.
  const wrong = (name: string, rule: string): never => {
    throw new OutboxError('unusable', `In the outbox's line, ${/^\w{1,30}$/.test(name) ? name : 'a part'} ${rule}`);
  };
  const names: string[] = [...numberNames, ...textNames];
  for (const name of Object.keys(given)) {
    if (!names.includes(name))
      wrong(name, `is no option; it knows ${names.join(', ')}. Are all signs percent-encoded?`);
  }
  const numbers = Object.fromEntries(
    numberNames.flatMap((name) => (given[name] === undefined ? [] : [[name, Number(given[name])]])),
  );
  const decode = (text: string): string => {
    try {
      return decodeURIComponent(text);
    } catch {
      return wrong('password', 'has a % that begins no sign: write it as %25.');
    }
  };
  const colon = userInfo.indexOf(':');
  const secrets =
    colon < 0
      ? { token: userInfo ? decode(userInfo) : undefined }
      : { user: decode(userInfo.slice(0, colon)), pass: decode(userInfo.slice(colon + 1)) };
  const { credentials, stream, ca, cert, key } = given;
  return {
    servers: hosts.split(',').map((host) => host.trim()),
    ...secrets,
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
  const check = (name: string, fits: boolean, rule: string) => {
    if (!fits) throw new OutboxError('unusable', `The option ${name} of the NATS outbox ${rule}`);
  };
  const list: unknown = options?.servers;
  const isServer = (server: unknown): boolean => typeof server === 'string' && /^[^@/?#\s]+$/.test(server);
  check(
    'servers',
    Array.isArray(list) && list.length > 0 && list.every(isServer),
    "must be a list such as ['localhost:4222']; user, pass and token are options of their own.",
  );
  const {
    servers,
    stream = 'TWINBEAM',
    replicas = servers.length >= 3 ? 3 : 1,
    duplicateWindowMs = 2 * hour,
    deadLetters = { count: 10_000, ms: 30 * 24 * hour },
  } = options;
  check('stream', streamPattern.test(stream), streamRule);
  check('replicas', [1, 3, 5].includes(replicas), 'must be 1, 3 or 5: a majority of them must be up.');
  const counts = {
    ...options,
    duplicateWindowMs,
    'deadLetters.count': deadLetters.count,
    'deadLetters.ms': deadLetters.ms,
  };
  for (const name of ['maxEvents', 'maxBytes', 'duplicateWindowMs', 'deadLetters.count', 'deadLetters.ms'] as const) {
    const value: unknown = counts[name as keyof typeof counts];
    const isCount = Number.isSafeInteger(value) && Number(value) > 0;
    check(name, isCount || (value === undefined && name.startsWith('max')), 'must be a whole number over 0.');
  }
  return { ...options, stream, replicas, duplicateWindowMs, deadLetters };
}

const hour = 3_600_000;

export type ResolvedNatsOptions = ReturnType<typeof resolveNatsOptions>;
