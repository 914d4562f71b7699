import type { Server, ServerResponse } from 'node:http';
import type { Server as HttpsServer } from 'node:https';

/**
 * A server that the host runs, of `node:http` or `node:https`; `app.listen()` of Express returns one.
 *
 * @example
 * const server: HostServer = app.listen(3000);
 */
export type HostServer = Server | HttpsServer;

/** Interval at which connections are closed that have become idle, in milliseconds. */
const idleMs = 250;

/**
 * Closes a server: no new connection is accepted, each one ends with the next response, and after `timeoutMs` milliseconds
 * whatever is left is cut. A connection that always has a request would keep `server.close()` waiting for ever.
 */
export async function closeServer(server: HostServer, timeoutMs: number): Promise<void> {
  server.prependListener('request', endConnection);
  // It has no other error than that it was closed before.
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const idleTimer = setInterval(() => server.closeIdleConnections(), idleMs);
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  server.closeIdleConnections();
  await Promise.race([closed, timeout]);
  clearTimeout(timer);
  clearInterval(idleTimer);
  server.closeAllConnections();
}

/** The response tells the client that its connection ends. */
const endConnection = (_request: unknown, response: ServerResponse): void => {
  response.shouldKeepAlive = false;
};
