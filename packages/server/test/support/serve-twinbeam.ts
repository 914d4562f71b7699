import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Twinbeam } from '@twinbeam/server';
import { twinbeamExpress } from '@twinbeam/server/express';
import express, { type Express } from 'express';

/** A response, with its body as text and, if it is JSON, parsed. */
export interface Served {
  status: number;
  headers: Record<string, string>;
  text: string;
  json: unknown;
}

/** The routes of an instance, served by an app that has no others. */
export interface TwinbeamServer {
  get(path: string, headers?: Record<string, string>): Promise<Served>;
  /** Sends a request like a browser. */
  post(path: string, body: string, headers?: Record<string, string>): Promise<Served>;
  port: number;
  close(): void;
}

/** Serves the routes of an instance on a free port; `prepare` adds middleware to the app before them. */
export async function serveTwinbeam(
  twinbeam: Twinbeam,
  prepare: (app: Express) => void = () => undefined,
): Promise<TwinbeamServer> {
  const app = express();
  prepare(app);
  const server = app.use(twinbeamExpress(twinbeam)).listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const request = async (path: string, init: RequestInit): Promise<Served> => {
    const response = await fetch(`http://localhost:${port}/twin${path}`, init);
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json');
    const headers = Object.fromEntries(response.headers);
    return { status: response.status, headers, text, json: isJson ? JSON.parse(text) : undefined };
  };
  return {
    get: (path, headers = {}) => request(path, { headers }),
    post: (path, body, headers = {}) =>
      request(path, { method: 'POST', body, headers: { 'user-agent': 'Mozilla/5.0 Test/1', ...headers } }),
    port,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
