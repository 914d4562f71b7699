import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createErrorResponse } from '../http/http-message.js';
import { findHttp, type HttpSide } from '../http/http-side.js';
import { writeNodeResponse } from '../http/write-node-response.js';
import { TwinbeamOptionsError } from '../options/options-error.js';
import type { Twinbeam } from '../twinbeam.js';

/** A web server for monitoring a process that has none. */
export interface WatchServer {
  port: number;
  close(): void;
}

/** The routes that are served. The script and `collect` belong to the web server. */
const watchPaths = ['/health', '/health/ready', '/metrics'];

/**
 * Serves `/health`, `/health/ready` and `/metrics` of an instance on a local address. Rejects with
 * `TwinbeamOptionsError` if the port cannot be used.
 */
export async function createWatchServer(twinbeam: Twinbeam, port: number, host: string): Promise<WatchServer> {
  const http = findHttp(twinbeam);
  const server = createServer((request, response) => {
    // A failed request must not stop the sending.
    respond(http, request, response).catch(() => response.destroy());
  });
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new TwinbeamOptionsError([
      `--metrics-port ${port} cannot be used: ${(error as Error).message}. Choose a port that is free.`,
    ]);
  }
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function respond(
  { basePath, createContext, findRoute }: HttpSide,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [path = ''] = (request.url ?? '').split('?', 1);
  const context = createContext({
    method: request.method ?? 'GET',
    url: () => `http://localhost${path}`,
    ip: () => request.socket.remoteAddress,
    header: (name) => request.headers[name]?.toString(),
    peer: () => request.socket.remoteAddress,
    readBody: async () => ({ body: undefined }),
  });
  const route = watchPaths.includes(path) ? findRoute(basePath + path) : undefined;
  writeNodeResponse(response, (await route?.(context)) ?? createErrorResponse(404, 'There is no such route.'));
}
