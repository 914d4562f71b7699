import type { AddressInfo } from 'node:net';
import { createSandbox, type ReceivedEvent, type Sandbox } from '@twinbeam/sandbox';
import { createTwinbeam, type Twinbeam, type TwinbeamOptions } from '@twinbeam/server';
import { twinbeamExpress } from '@twinbeam/server/express';
import express, { type RequestHandler } from 'express';

/** A request to `/twin/collect`, whatever became of it. */
export interface Post {
  at: number;
  /** The body as it was sent. */
  text: string;
  messages: Record<string, unknown>[];
  /** What was answered; undefined as long as nothing was. */
  status?: number;
}

/** A site that a user of the kit might have, with the sandbox as its Meta: everything real, on free ports. */
export interface Site {
  sandbox: Sandbox;
  twinbeam: Twinbeam;
  port: number;
  /** The address of a path, on `localhost` or a host of `engines.ts`. */
  url(path?: string, host?: string): string;
  /** Puts a page of HTML at a path. */
  put(path: string, html: string, headers?: Record<string, string>): void;
  /** Answers a path in the kit's place until it is mended: `(req, res, next)`. */
  break(path: string, handler: RequestHandler): void;
  mend(): void;
  posts: Post[];
  /** What has reached Meta by a leg. */
  received(leg: 'browser' | 'server'): ReceivedEvent[];
  /** The names of what has reached Meta by a leg, in the order of the alphabet. */
  names(leg: 'browser' | 'server'): string[];
  /** What the kit has logged. */
  logged: string[];
  close(): Promise<void>;
}

export async function createSite(options: TwinbeamOptions = {}): Promise<Site> {
  const sandbox = await createSandbox();
  const logged: string[] = [];
  const log = (data: object, text: string) => void logged.push(JSON.stringify([text, data]));
  const twinbeam = createTwinbeam({
    ...(!options.pixels && { pixelId: '1234567890', accessToken: 'sandbox' }),
    graphUrl: sandbox.url,
    pixelLibraryUrl: `${sandbox.url}/en_US/fbevents.js`,
    outbox: 'memory:',
    logger: { info: log, warn: log, error: log },
    ...options,
  });

  const pages = new Map<string, { html: string; headers: Record<string, string> }>();
  const faults = new Map<string, RequestHandler>();
  const posts: Post[] = [];
  const app = express();
  app.disable('etag');
  app.use('/twin/collect', express.text({ type: () => true, limit: '10mb' }), (req, res, next) => {
    const text = String(req.body);
    const post: Post = { at: Date.now(), text, messages: messagesOf(text) };
    posts.push(post);
    res.on('finish', () => {
      post.status = res.statusCode;
    });
    next();
  });
  app.use((req, res, next) => (faults.get(req.path) ?? ((_req, _res, go) => go()))(req, res, next));
  app.use(twinbeamExpress(twinbeam));
  app.get(/.*/, (req, res) => {
    const page = pages.get(req.path);
    if (page) res.set(page.headers).send(page.html);
    else res.sendStatus(404);
  });
  const server = app.listen(0);
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;

  const received = (leg: string) => sandbox.events().filter(({ source }) => source === leg);
  return {
    sandbox,
    twinbeam,
    port,
    url: (path = '/', host = 'localhost') => `http://${host}:${port}${path}`,
    put: (path, html, headers = {}) =>
      void pages.set(path, { html, headers: { 'content-type': 'text/html', ...headers } }),
    break: (path, handler) => void faults.set(path, handler),
    mend: () => faults.clear(),
    posts,
    received,
    names: (leg) =>
      received(leg)
        .map(({ event_name }) => event_name)
        .sort(),
    logged,
    async close() {
      server.closeAllConnections();
      server.close();
      await twinbeam.close(1_000);
      await sandbox.close();
    },
  };
}

function messagesOf(text: string): Post['messages'] {
  try {
    return JSON.parse(text).batch;
  } catch {
    return [];
  }
}
