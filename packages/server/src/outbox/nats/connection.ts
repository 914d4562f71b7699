import { readFile } from 'node:fs/promises';
import type { JetStreamClient, JetStreamManager } from '@nats-io/jetstream';
import type { ConnectionOptions, NatsConnection } from '@nats-io/transport-node';
import { OutboxError } from '../outbox.js';
import type { ResolvedNatsOptions } from './options.js';

/** An open connection to the engine. */
export interface Link {
  nc: NatsConnection;
  js: JetStreamClient;
  jsm: JetStreamManager;
}

/** A connection that comes back by itself. */
export interface Connection {
  /** The link; waits a little for one that was lost. Rejects with `OutboxError` when the engine is away. */
  get(): Promise<Link>;
  /** Resolves when it was open once; rejects with the reason when the first attempt fails. It is tried again. */
  opened: Promise<void>;
  close(): Promise<void>;
}

/** How long a request may take, and how long one waits for a connection that was lost. */
export const requestTimeoutMs = 5_000;
const patienceMs = 2_000;
const retryMs = 1_000;

/**
 * @param prepare runs on each new link, before anybody gets it; when it fails, the link is tried again
 * @param onReconnect runs when a link that was lost is back
 */
export function createConnection(
  options: ResolvedNatsOptions,
  prepare: (link: Link) => Promise<void>,
  onReconnect: (link: Link) => Promise<void>,
): Connection {
  const where = options.servers.join(', ');
  let link: Link | undefined;
  let lostAt: number | undefined = performance.now();
  let problem = new OutboxError('unavailable', `NATS at ${where} has not answered yet.`);
  let closed = false;
  let retry: (() => void) | undefined;

  const connect = async (): Promise<Link> => {
    const { transport, jetstream } = await load();
    let nc: NatsConnection | undefined;
    try {
      nc = await transport.connect(await toConnectionOptions(options, transport));
      const js = jetstream.jetstream(nc, { timeout: requestTimeoutMs });
      const next = { nc, js, jsm: await js.jetstreamManager() };
      await prepare(next);
      return next;
    } catch (error) {
      await nc?.close();
      throw toOutboxError(error, where);
    }
  };

  const watch = async ({ nc }: Link): Promise<void> => {
    for await (const { type } of nc.status()) {
      if (type === 'disconnect') {
        lostAt ??= performance.now();
        problem = new OutboxError('unavailable', `NATS at ${where} is out of reach. It is tried again by itself.`);
      } else if (type === 'reconnect' && link) {
        lostAt = undefined;
        await onReconnect(link).catch(() => undefined);
      }
    }
  };

  /** Until it is closed: opens a link, and the next when that one ends for good. */
  const keepOpen = async (onOpen: () => void, onFailure: (error: OutboxError) => void): Promise<void> => {
    while (!closed) {
      try {
        link = await connect();
        if (closed) return void (await link.nc.close());
        lostAt = undefined;
        onOpen();
        void watch(link);
        await link.nc.closed();
        lostAt ??= performance.now();
      } catch (error) {
        problem = error as OutboxError;
        onFailure(problem);
      }
      link = undefined;
      if (!closed) {
        await new Promise<void>((resolve) => {
          retry = resolve;
          setTimeout(resolve, retryMs).unref();
        });
      }
    }
  };
  const opened = new Promise<void>((resolve, reject) => {
    void keepOpen(resolve, reject);
  });
  // Whoever asks hears of it.
  opened.catch(() => undefined);

  return {
    opened,
    async get() {
      for (const end = performance.now() + patienceMs; ; await sleep(10)) {
        if (closed) throw new OutboxError('closed', 'The outbox is closed: the kit was closed before this came.');
        if (link && lostAt === undefined) return link;
        if (performance.now() > Math.min(end, (lostAt ?? Number.POSITIVE_INFINITY) + patienceMs)) throw problem;
      }
    },
    async close() {
      closed = true;
      retry?.();
      await link?.nc.close();
    },
  };
}

// Optional packages: hosts that use another engine need not have them.
async function load() {
  try {
    const [transport, jetstream] = await Promise.all([import('@nats-io/transport-node'), import('@nats-io/jetstream')]);
    return { transport, jetstream };
  } catch (error) {
    throw new OutboxError(
      'unusable',
      `An outbox at nats:// needs the packages @nats-io/transport-node and @nats-io/jetstream; install both. (${(error as Error).message})`,
    );
  }
}

async function toConnectionOptions(
  { servers, user, pass, token, credentials, tls }: ResolvedNatsOptions,
  { credsAuthenticator }: typeof import('@nats-io/transport-node'),
): Promise<ConnectionOptions> {
  const files = typeof tls === 'object' ? { caFile: tls.ca, certFile: tls.cert, keyFile: tls.key } : {};
  return {
    servers,
    name: 'twinbeam',
    // Else each request makes a stack trace, in case it fails: a quarter of the time that a publish takes.
    noAsyncTraces: true,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    timeout: patienceMs,
    // A node that has hung is noticed within this time and the next.
    pingInterval: 2_000,
    maxPingOut: 2,
    ignoreAuthErrorAbort: true,
    ...(user !== undefined && { user, pass: pass ?? '' }),
    ...(token !== undefined && { token }),
    ...(credentials !== undefined && { authenticator: credsAuthenticator(await readFile(credentials)) }),
    ...(tls && { tls: Object.fromEntries(Object.entries(files).filter(([, file]) => file !== undefined)) }),
  };
}

/** What went wrong, as the error that callers know. */
export function toOutboxError(error: unknown, where: string): OutboxError {
  if (error instanceof OutboxError) return error;
  const { name = '', message = String(error), code } = error as { name?: string; message?: string; code?: unknown };
  if (code === 10047 || code === 10077 || /maximum (messages|bytes)|insufficient (storage )?resources/i.test(message)) {
    return new OutboxError('full', `The outbox at NATS ${where} is full: ${message}. Is Meta out of reach?`);
  }
  if (/Authorization/i.test(`${name} ${message}`)) {
    return new OutboxError('unusable', `NATS at ${where} refuses the credentials: ${message}.`);
  }
  if (/not enabled|no responders/i.test(`${name} ${message}`)) {
    return new OutboxError(
      'unavailable',
      `No JetStream answers at NATS ${where}: a leader is being elected, or it was started without --jetstream.`,
    );
  }
  return new OutboxError('unavailable', `NATS at ${where} cannot be used: ${message || name}.`);
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
