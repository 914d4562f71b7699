import type { Logger } from '../../log/logger.js';
import { defaultPageShare } from '../bounds.js';
import { OutboxError } from '../outbox.js';

/**
 * Address and credentials of a NATS JetStream, and settings of the streams that are created there.
 *
 * @example
 * const options: NatsOutboxOptions = { servers: ['nats-1:4222'], user: 'shop', pass: process.env.NATS_PASSWORD };
 */
export interface NatsOutboxOptions {
  /** Its nodes, such as `['nats-1:4222', 'nats-2:4222']`. A node that is reached names the others. */
  servers: string[];
  /** Name of the user; default none. */
  user?: string | undefined;
  /** Password of the user; default none. */
  pass?: string | undefined;
  /** Token to connect with, instead of user and password; default none. */
  token?: string | undefined;
  /** Path of a credentials file (JWT and seed), as `nsc` writes it. */
  credentials?: string | undefined;
  /**
   * Encrypts the connection. The paths of PEM files name a certificate authority of your own, and the client's
   * certificate and key.
   */
  tls?: boolean | { ca?: string | undefined; cert?: string | undefined; key?: string | undefined };
  /** Name of the stream of events; the names of the other streams begin with it. Default `TWINBEAM`. */
  stream?: string | undefined;
  /** Number of copies of each event: 1, 3 or 5. Default 3 if three or more servers are named, otherwise 1. */
  replicas?: number | undefined;
  /** Events that may be pending at once; more are refused. Default: as many as the engine can store. */
  maxEvents?: number | undefined;
  /** Bytes that pending events may use; more are refused. Default: as many as the engine can store. */
  maxBytes?: number | undefined;
  /** Share of both that events of pages and SDKs may fill; server code may fill all. Default 0.75. */
  pageShare?: number | undefined;
  /** How long an event is recognised as a duplicate, in milliseconds. Default 2 hours. */
  duplicateWindowMs?: number | undefined;
  /** Gets the warnings of the engine, such as of a lost stream. Default: they are warnings of the process. */
  logger?: Logger | undefined;
}

/** Options with the defaults filled in. */
export type ResolvedNatsOptions = ReturnType<typeof resolveNatsOptions>;

const hour = 3_600_000;
const serverPattern = /^[^@/?#\s]+$/;
const countNames = ['maxEvents', 'maxBytes', 'duplicateWindowMs'] as const;

/** Fills in the defaults. Throws `OutboxError` for options that cannot work. */
export function resolveNatsOptions(options: NatsOutboxOptions) {
  checkServers(options?.servers);
  const {
    servers,
    stream = 'TWINBEAM',
    replicas = servers.length >= 3 ? 3 : 1,
    duplicateWindowMs = 2 * hour,
    pageShare = defaultPageShare,
  } = options;
  check('stream', /^[\w-]+$/.test(stream), 'must be of letters, digits, - and _, such as TWINBEAM.');
  check('replicas', [1, 3, 5].includes(replicas), 'must be 1, 3 or 5: a majority of them must be up.');
  check('pageShare', pageShare > 0 && pageShare <= 1, 'must be over 0 and at most 1, such as 0.75.');
  const counts: Record<string, unknown> = { ...options, duplicateWindowMs };
  for (const name of countNames) {
    const value = counts[name];
    const isCount = Number.isSafeInteger(value) && Number(value) > 0;
    check(name, isCount || (value === undefined && name.startsWith('max')), 'must be a whole number over 0.');
  }
  return { ...options, stream, replicas, duplicateWindowMs, pageShare };
}

function checkServers(servers: unknown): void {
  check(
    'servers',
    Array.isArray(servers) &&
      servers.length > 0 &&
      servers.every((server) => typeof server === 'string' && serverPattern.test(server)),
    "must be a list such as ['localhost:4222']; user, pass and token are options of their own.",
  );
}

function check(name: string, fits: boolean, rule: string): void {
  if (!fits) throw new OutboxError('unusable', `The option ${name} of the NATS outbox ${rule}`);
}
