/**
 * The part of a server that `close` uses: of `node:http`, `node:https` or `node:http2`; `app.listen()` of Express returns
 * one.
 *
 * @example
 * const server: HostServer = app.listen(3000);
 */
export interface HostServer {
  /** Lets each further response end its connection. */
  prependListener(event: 'request', listener: (request: unknown, response: object) => void): unknown;
  /** Accepts no more connections; calls back when the last one has ended. */
  close(callback: () => void): unknown;
  /** A server of HTTP/2 has neither of these: a session without requests stays until its client ends it. */
  closeIdleConnections?(): void;
  closeAllConnections?(): void;
}

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
  /** Of HTTP/2. */
  stream?: { session?: { close(): void } };
}

/** The response tells the client that its connection ends; a session of HTTP/2 ends behind its open requests. */
const endConnection = (_request: unknown, response: ServerResponse): void => {
  response.shouldKeepAlive = false;
  response.stream?.session?.close();
};
