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

/** What the outbox does with a link. When one of them fails the link is tried again. */
export interface LinkUse {
  /** On each new link, before anybody gets it. */
  prepare(link: Link): Promise<void>;
  /** When a link that was lost is back. */
  resume(link: Link): Promise<void>;
  /** When the engine is out of reach, with the reason, and when it is back. */
  onState(problem: OutboxError | undefined): void;
}

/** How long a request may take, and how long one waits for a connection that was lost. */
export const requestTimeoutMs = 5_000;
const patienceMs = 2_000;
const retryMs = 1_000;
/** A publish is tried twice within the time that one waits for the engine. */
export const publishing = { timeout: patienceMs, retries: 2 };

export function createConnection(options: ResolvedNatsOptions, { prepare, resume, onState }: LinkUse): Connection {
  const where = options.servers.join(', ');
  /** Those who wait for the link; they ask again. */
  const waiters = new Set<() => void>();
  let link: Link | undefined;
  /** When it was lost, by this process's clock; undefined while it is there. */
  let lostAt: number | undefined = performance.now();
  let problem = new OutboxError('unavailable', `NATS at ${where} has not answered yet.`);
  let told = false;
  let closed = false;
  let retry: (() => void) | undefined;

  const tellWaiters = (): void => {
    for (const waiter of waiters) waiter();
  };
  const lose = (reason: OutboxError): void => {
    lostAt ??= performance.now();
    problem = reason;
    if (!told && !closed) onState(problem);
    told = true;
    tellWaiters();
  };
  const regain = (): void => {
    lostAt = undefined;
    if (told) onState(undefined);
    told = false;
    tellWaiters();
  };

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

  const watch = async (current: Link): Promise<void> => {
    for await (const status of current.nc.status()) {
      if (status.type === 'disconnect') {
        lose(new OutboxError('unavailable', `NATS at ${where} is out of reach. It is tried again by itself.`));
      } else if (status.type === 'error') {
        const said = toOutboxError(status.error, where);
        if (said.code === 'unusable') problem = said;
      } else if (status.type === 'reconnect') {
        await resume(current).catch(() => undefined);
        regain();
      }
    }
  };

  /** Until it is closed: opens a link, and the next when that one ends for good. */
  const keepOpen = async (onOpen: () => void, onFailure: (error: OutboxError) => void): Promise<void> => {
    while (!closed) {
      try {
        link = await connect();
        if (closed) await link.nc.close();
        else {
          onOpen();
          regain();
          watch(link).catch(() => undefined);
          await link.nc.closed();
        }
      } catch (error) {
        lose(error as OutboxError);
        onFailure(problem);
      }
      link = undefined;
      lostAt ??= performance.now();
      if (!closed) {
        await new Promise<void>((resolve) => {
          retry = resolve;
          setTimeout(resolve, retryMs).unref();
        });
      }
    }
    onFailure(closedError());
  };
  const opened = new Promise<void>((resolve, reject) => {
    void keepOpen(resolve, reject);
  });
  // Whoever asks hears of it.
  opened.catch(() => undefined);

  return {
    opened,
    async get() {
      while (!closed && !(link && lostAt === undefined)) {
        const leftMs = patienceMs - (performance.now() - (lostAt ?? 0));
        if (leftMs <= 0) throw problem;
        await new Promise<void>((resolve) => {
          const timer = setTimeout(done, leftMs);
          function done() {
            clearTimeout(timer);
            waiters.delete(done);
            resolve();
          }
          waiters.add(done);
        });
      }
      if (closed || !link) throw closedError();
      return link;
    },
    async close() {
      closed = true;
      retry?.();
      tellWaiters();
      await link?.nc.close();
    },
  };
}

const closedError = (): OutboxError =>
  new OutboxError('closed', 'The outbox is closed: the kit was closed before this came.');

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

/** Errors of the engine, and of this host, that last until somebody mends what they name. */
const lasting: [pattern: RegExp, text: (said: string) => string][] = [
  [/authorization|authentication/i, (said) => `refuses the credentials: ${said}`],
  [/permissions violation/i, (said) => `lets these credentials do too little: ${said}`],
  [/replicas > 1 not supported/i, () => 'is one node alone, and replicas is over 1: name it 1, or give it a cluster'],
  [/subjects overlap/i, () => 'has another stream with these subjects: choose another name by the option stream'],
  [/ENOENT|EACCES|no such file|invalid (url|port)|credentials/i, (said) => `cannot be used by these options: ${said}`],
];

/** What went wrong, as the error that callers know. */
export function toOutboxError(error: unknown, where: string): OutboxError {
  if (error instanceof OutboxError) return error;
  const { name = '', message = String(error), code } = error as { name?: string; message?: string; code?: unknown };
  if (code === 10047 || code === 10077 || /maximum (messages|bytes)|insufficient (storage )?resources/i.test(message)) {
    return new OutboxError('full', `The outbox at NATS ${where} is full: ${message}. Is Meta out of reach?`);
  }
  const said = message || name;
  for (const [pattern, text] of lasting) {
    if (pattern.test(`${name} ${message}`)) return new OutboxError('unusable', `NATS at ${where} ${text(said)}.`);
  }
  if (isUnanswered(error)) {
    return new OutboxError(
      'unavailable',
      `No JetStream answers at NATS ${where}: a leader is being elected, or it was started without --jetstream.`,
    );
  }
  return new OutboxError('unavailable', `NATS at ${where} cannot be used: ${said}.`);
}

/** Whether nobody has taken a request: there is no leader, no stream, or no JetStream at all. */
export function isUnanswered(error: unknown): boolean {
  const { name, message } = error as { name?: string; message?: string };
  return /not enabled|no responders/i.test(`${name} ${message}`);
}
