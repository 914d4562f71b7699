import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TwinbeamOptionsError } from '../options/options.js';
import type { Twinbeam } from '../twinbeam.js';

/** What a process without a web server lets be asked. */
export interface WatchServer {
  port: number;
  close(): void;
}

/** Of the kit's routes those for whoever looks after it: script and `collect` are the web server's. */
const paths = ['/health', '/metrics'];

/** Serves `/health` and `/metrics` of a kit. Throws `TwinbeamOptionsError` when the port is not to be had. */
export async function createWatchServer(kit: Twinbeam, port: number): Promise<WatchServer> {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [path = ''] = (request.url ?? '').split('?', 1);
    const { status, headers, json, text } = await kit.http.handle(paths.includes(path) ? path : '/', {
      method: request.method ?? 'GET',
      url: `http://localhost${path}`,
      ip: request.socket.remoteAddress,
      header: (name) => request.headers[name]?.toString(),
      body: async () => undefined,
    });
    const type = json === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' };
    response.writeHead(status, { ...type, ...headers }).end(json === undefined ? text : JSON.stringify(json));
  };
  const server = createServer((request, response) => {
    // Whoever asks must not end the sending.
    answer(request, response).catch(() => response.destroy());
  });
  server.listen(port);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new TwinbeamOptionsError([
      `--metrics-port ${port} cannot be used: ${(error as Error).message}. Name a port that is free.`,
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
