import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createMemoryOutbox, createTwinbeam, type OutboxEvent } from '@twinbeam/server';
import { twinbeamExpress } from '@twinbeam/server/express';
import express from 'express';
import type { GrowingInput, GrowingRequest } from './growing-input.js';

/** A request serialised in advance. */
export interface PreparedRequest {
  bytes: number;
  send(): Promise<Response>;
}

/** A server that counts the bytes that it would store and log. */
export interface MeasuredServer {
  counts: { stored: number; logged: number };
  prepare(request: GrowingRequest): PreparedRequest;
  close(): Promise<void>;
}

/** Starts a server that stores and sends nothing, and has no rate limits. */
export async function startMeasuredServer(): Promise<MeasuredServer> {
  const counts = { stored: 0, logged: 0 };
  const log = (data: object, text: string) => {
    counts.logged += JSON.stringify(data).length + text.length;
  };
  const outbox = createMemoryOutbox({ maxPending: 1e9 });
  const put: typeof outbox.put = async (events) => {
    for (const { json } of events as OutboxEvent[]) counts.stored += Buffer.byteLength(json);
    return events.map(() => 'accepted');
  };
  const twinbeam = createTwinbeam({
    pixelId: '1',
    accessToken: 't',
    outbox: { ...outbox, put },
    dispatch: false,
    rateLimit: { enabled: false },
    collect: { maxBytes: 2_000_000, maxDelayMs: 60_000 },
    logger: { info: log, warn: log, error: log },
  });
  const app = express();
  app.use(twinbeamExpress(twinbeam));
  app.get('/identity', (req, res) => {
    // Only the names: the size of the values is not measured.
    res.json(Object.keys(req.twinbeam.identity));
  });
  const server = app.listen(0);
  await once(server, 'listening');
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  return {
    counts,
    prepare({ path, headers, body }) {
      const text = JSON.stringify(body);
      const init = {
        method: text === undefined ? 'GET' : 'POST',
        headers: { 'user-agent': 'Mozilla/5.0 Test/1', ...headers },
        ...(text !== undefined && { body: text }),
      };
      const bytes = Buffer.byteLength(text ?? '') + JSON.stringify(headers ?? {}).length + (path?.length ?? 0);
      return { bytes, send: () => fetch(url + (path ?? '/twin/collect'), init) };
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await twinbeam.close(0);
    },
  };
}

/** An event has at most 64 kB, unless a parameter of Meta's own is longer. */
const maxStoredBytes = 66_000;
const keptParameter =
  /^(messages|event |userId|anonymousId|messageId|properties\.(order_id|event_id|content_|category|query|(products\.0\.)?delivery_category|products\.0\.id)|traits\.(id|event_id))/;

/** Returns the largest number of bytes that a request may store. */
export function findStoredBound({ name }: GrowingInput, requestBytes: number): number {
  const byRequest = 3 * requestBytes + 4_000;
  return keptParameter.test(name) ? byRequest : Math.min(byRequest, maxStoredBytes);
}
