import type { JetStreamClient, JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { createClosedError, OutboxError } from '../outbox.js';
import { patienceMs, toConnectionOptions } from './connection-options.js';
import { toNatsError } from './errors.js';
import { createLinkHealth, type LinkHealth } from './link-health.js';
import { loadClient } from './load-client.js';
import type { ResolvedNatsOptions } from './options.js';

/** An open connection to the engine. */
export interface Link {
  nc: NatsConnection;
  js: JetStreamClient;
  jsm: JetStreamManager;
}

/** A connection that is reopened automatically. */
export interface Connection {
  /** Returns the link; waits a little if it was lost. Rejects with `OutboxError` when there is none. */
  get(): Promise<Link>;
  /**
   * Resolves once the connection has been open. Rejects with the reason when the first attempt fails; it is tried again
   * all the same.
   */
  opened: Promise<void>;
  close(): Promise<void>;
}

/** Callbacks for the links of a connection. */
export interface LinkHandlers {
  /** Called with each new link before it is used. When it fails, the link is opened again. */
  prepare(link: Link): Promise<void>;
  /** Called when a lost link is back. */
  resume(link: Link): Promise<void>;
  /** Called with the reason when the engine becomes unreachable, and with undefined when it is back. */
  onStateChange(problem: OutboxError | undefined): void;
}

/** Time limit of a request, in milliseconds. */
export const requestTimeoutMs = 5_000;
const retryMs = 1_000;
/** Options of a publish: two attempts within the time that callers wait for the engine. */
export const publishOptions = { timeout: patienceMs, retries: 2 };

export function createConnection(options: ResolvedNatsOptions, handlers: LinkHandlers): Connection {
  const servers = options.servers.join(', ');
  const notYet = new OutboxError('unavailable', `NATS at ${servers} has not responded yet.`);
  const health = createLinkHealth(notYet, handlers.onStateChange);
  let link: Link | undefined;
  let isClosed = false;
  let retryNow: (() => void) | undefined;

  /** Opens a link, and another one each time a link has ended for good, until the connection is closed. */
  const keepOpen = async (onOpen: () => void, onFailure: (error: OutboxError) => void): Promise<void> => {
    while (!isClosed) {
      try {
        link = await openLink(options, handlers);
        if (isClosed) await link.nc.close();
        else {
          onOpen();
          health.regain();
          watchLink(link, health, handlers, servers).catch(() => undefined);
          await link.nc.closed();
        }
      } catch (error) {
        health.lose(error as OutboxError);
        onFailure(health.problem());
      }
      link = undefined;
      health.lose();
      if (!isClosed) {
        await new Promise<void>((resolve) => {
          retryNow = resolve;
          setTimeout(resolve, retryMs).unref();
        });
      }
    }
    onFailure(createClosedError());
  };
  const opened = new Promise<void>((resolve, reject) => {
    void keepOpen(resolve, reject);
  });
  // The callers of `opened` handle the rejection.
  opened.catch(() => undefined);

  return {
    opened,
    async get() {
      while (!isClosed && !(link && health.isReachable())) await health.waitForChange();
      if (isClosed || !link) throw createClosedError();
      return link;
    },
    async close() {
      isClosed = true;
      retryNow?.();
      health.close();
      await link?.nc.close();
    },
  };
}

async function openLink(options: ResolvedNatsOptions, { prepare }: LinkHandlers): Promise<Link> {
  const { transport, jetstream } = await loadClient();
  let nc: NatsConnection | undefined;
  try {
    nc = await transport.connect(await toConnectionOptions(options, transport));
    const js = jetstream.jetstream(nc, { timeout: requestTimeoutMs });
    const link = { nc, js, jsm: await js.jetstreamManager() };
    await prepare(link);
    return link;
  } catch (error) {
    await nc?.close();
    throw toNatsError(error, options.servers.join(', '));
  }
}

/** Follows the state of a link until it ends. */
async function watchLink(link: Link, health: LinkHealth, { resume }: LinkHandlers, servers: string): Promise<void> {
  for await (const status of link.nc.status()) {
    if (status.type === 'disconnect') {
      health.lose(
        new OutboxError('unavailable', `NATS at ${servers} is unreachable. The connection is retried by itself.`),
      );
    } else if (status.type === 'error') {
      const problem = toNatsError(status.error, servers);
      if (problem.code === 'unusable') health.explain(problem);
    } else if (status.type === 'reconnect') {
      await resume(link).catch(() => undefined);
      health.regain();
    }
  }
}
