import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSandbox, type ReceivedEvent, type Sandbox } from '@twinbeam/sandbox';
import { createTwinbeam, type Twinbeam, type TwinbeamOptions } from '@twinbeam/server';
import express, { type Express } from 'express';
import { createShop } from '../dist/shop.js';

/** A shop and its sandbox, running. */
export interface Stage {
  sandbox: Sandbox;
  twinbeam: Twinbeam;
  shopUrl: string;
  /** What stands at `/own`: a page as a user would write it. */
  ownPage: string;
  /** What the kit has logged. */
  logged: string[];
  close(): Promise<void>;
}

export async function createStage(settings: Pick<TwinbeamOptions, 'eventMapping'> = {}): Promise<Stage> {
  const sandbox = await createSandbox();
  const logged: string[] = [];
  const log = (data: object, text: string) => void logged.push(JSON.stringify([text, data]));
  const twinbeam = createTwinbeam({
    ...settings,
    pixelId: '1234567890',
    accessToken: 'sandbox',
    graphUrl: sandbox.url,
    pixelLibraryUrl: `${sandbox.url}/en_US/fbevents.js`,
    outbox: 'memory:',
    logger: { info: log, warn: log, error: log },
  });
  const app = express();
  app.get('/own', (_req, res) => void res.send(stage.ownPage));
  app.use(createShop({ twinbeam, pixelOrigins: [sandbox.url], watchUrl: sandbox.url }));
  const shop = await listen(app);
  const stage: Stage = {
    sandbox,
    twinbeam,
    shopUrl: shop.url,
    ownPage: '',
    logged,
    async close() {
      shop.server.closeAllConnections();
      shop.server.close();
      await twinbeam.close(1_000);
      await sandbox.close();
    },
  };
  return stage;
}

export async function listen(app: Express): Promise<{ server: Server; url: string }> {
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, resolve));
  return { server, url: `http://localhost:${(server.address() as AddressInfo).port}` };
}

/** The copies of an event by leg. */
export interface Legs {
  browser: ReceivedEvent[];
  server: ReceivedEvent[];
}

export function legsById(events: readonly ReceivedEvent[]): Map<string, Legs> {
  const legs = new Map<string, Legs>();
  for (const event of events) {
    const key = `${event.event_name} ${event.event_id}`;
    const both = legs.get(key) ?? { browser: [], server: [] };
    both[event.source].push(event);
    legs.set(key, both);
  }
  return legs;
}

/** Custom data as a hit carries it: single values as text. */
export const asHit = (data: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, typeof value === 'object' ? value : String(value)]),
  );
