import * as v from 'valibot';
import { withMethods } from '../options/option.js';
import { TwinbeamOptionsError } from '../options/options-error.js';

/**
 * The part of a server that `close` uses, of `node:http`, `node:https` or `node:http2`. Express's `app.listen()`
 * returns such a server.
 *
 * @example
 * const server: HostServer = app.listen(3000);
 */
export interface HostServer {
  /** Used to make each further response end its connection. */
  prependListener(event: 'request', listener: (request: unknown, response: object) => void): unknown;
  /** Stops accepting connections, and calls back when the last one has closed. */
  close(callback: () => void): unknown;
  /** An HTTP/2 server has neither of these: a session without requests stays open until its client ends it. */
  closeIdleConnections?(): void;
  closeAllConnections?(): void;
}

const hostServer = withMethods<HostServer>('prependListener', 'close');

const serverRule =
  "server must be what listens, not the app: what app.listen() or Hono's serve() returns, or app.server of Fastify.";

/** Interval at which idle connections are closed, in milliseconds. */
const idleMs = 250;

/**
 * Closes a server: it accepts no new connection, each connection ends with its next response, and after `timeoutMs`
 * milliseconds the remaining ones are cut. A connection that always has a request would keep `server.close()` waiting
 * for ever. Throws `TwinbeamOptionsError` for anything but a server.
 */
export async function closeServer(server: HostServer, timeoutMs: number): Promise<void> {
  if (!v.is(hostServer, server))
    throw new TwinbeamOptionsError([serverRule], 'Twinbeam is closed, but not the server:');
  server.prependListener('request', endConnection);
  // The only possible error is that the server was closed before.
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const idleTimer = setInterval(() => server.closeIdleConnections?.(), idleMs);
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  server.closeIdleConnections?.();
  await Promise.race([closed, timeout]);
  clearTimeout(timer);
  clearInterval(idleTimer);
  server.closeAllConnections?.();
}

interface ServerResponse {
  shouldKeepAlive?: boolean;
  /** Only in HTTP/2. */
  stream?: { session?: { close(): void } };
}

/** Makes the response tell the client that its connection ends. An HTTP/2 session ends after its open requests. */
const endConnection = (_request: unknown, response: ServerResponse): void => {
  response.shouldKeepAlive = false;
  response.stream?.session?.close();
};
