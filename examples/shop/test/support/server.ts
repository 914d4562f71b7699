import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSandbox, type ReceivedEvent, type Sandbox, type Source } from '@twinbeam/sandbox';
import { createTwinbeam, type Twinbeam, type TwinbeamOptions } from '@twinbeam/server';
import { twinbeamExpress } from '@twinbeam/server/express';
import express, { type Express, type RequestHandler } from 'express';
import { createShop } from '../../dist/shop.js';

/** A request to `/twin/collect`. */
export interface Post {
  /** The body as it was sent. */
  text: string;
  messages: Record<string, unknown>[];
  /** The status of the response; undefined before the response. */
  status?: number;
}

/** A web server with Twinbeam on free ports, and a sandbox instead of Meta. */
export interface TestServer {
  sandbox: Sandbox;
  twinbeam: Twinbeam;
  /** Returns the URL of a path, on `localhost` or a host of `browsers.ts`. */
  url(path?: string, host?: string): string;
  /** Serves HTML at a path. */
  putPage(path: string, html: string, headers?: Record<string, string>): void;
  /** Replaces the handler of a path, for a file with any version in its name, until `mend()`. */
  break(path: string, handler: RequestHandler): void;
  mend(): void;
  /** Requests to `/twin/collect`, including those that `break` has replaced. */
  posts: Post[];
  /** Returns the events that have reached Meta on a leg. */
  received(leg: Source): ReceivedEvent[];
  /** Returns the sorted names of the events that have reached Meta on a leg. */
  names(leg: Source): string[];
  /** Lines of the log. */
  logged: string[];
  close(): Promise<void>;
}

/** Options of `createTwinbeam` and of the test server. */
export interface TestServerOptions extends TwinbeamOptions {
  /** Serves the demo shop, besides the pages of the test; its banner asks where consent is required. */
  shop?: boolean;
  paymentSecret?: string;
  /** Hosts whose pages may send to this server: the port of their origins is this server's. */
  otherHosts?: readonly string[];
  /** The port. Default: a free port. */
  listenPort?: number;
  /** Path of a copy of Meta's Pixel library to use instead of the stand-in. */
  pixelLibrary?: string | undefined;
}

export async function createTestServer({
  shop = false,
  paymentSecret,
  otherHosts = [],
  listenPort = 0,
  pixelLibrary,
  ...options
}: TestServerOptions = {}): Promise<TestServer> {
  const server = createServer();
  server.listen(listenPort);
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const sandbox = await createSandbox({ pixelLibrary });
  const logged: string[] = [];
  const log = (data: object, text: string) => void logged.push(JSON.stringify([text, data]));
  const twinbeam = createTwinbeam({
    ...(!options.pixels && { pixelId: '1234567890', accessToken: 'sandbox' }),
    graphUrl: sandbox.url,
    pixelLibraryUrl: `${sandbox.url}/en_US/fbevents.js`,
    outbox: 'memory:',
    logger: { info: log, warn: log, error: log },
    // A busy machine must not refuse the events.
    collect: { origins: otherHosts.map((host) => `http://${host}:${port}`), maxDelayMs: 60_000 },
    ...options,
  });

  const app = express();
  app.disable('etag');
  const posts = recordPosts(app);
  const faults = new Map<string, RequestHandler>();
  app.use((req, res, next) => {
    const fault = faults.get(withoutVersion(req.path));
    if (fault) fault(req, res, next);
    else next();
  });
  const putPage = servePages(app);
  // A full Chrome requests it, and reports a missing icon in the console.
  app.get('/favicon.ico', (_req, res) => void res.sendStatus(204));
  app.use(
    shop
      ? createShop({
          twinbeam,
          watchUrl: sandbox.url,
          consent: options.consent?.required ? 'required' : 'none',
          ...(paymentSecret && { paymentSecret }),
        })
      : twinbeamExpress(twinbeam),
  );
  server.on('request', app);

  const received = (leg: Source) => sandbox.events().filter(({ source }) => source === leg);
  return {
    sandbox,
    twinbeam,
    url: (path = '/', host = 'localhost') => `http://${host}:${port}${path}`,
    putPage,
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

/** Returns the path of a file of the page script without the version in its name. */
export const withoutVersion = (path: string): string => path.replace(/\.[\da-f]{8}\.js$/, '.js');

function recordPosts(app: Express): Post[] {
  const posts: Post[] = [];
  app.use('/twin/collect', express.text({ type: () => true, limit: '10mb' }), (req, res, next) => {
    const text = String(req.body);
    const post: Post = { text, messages: parseBatch(text) };
    posts.push(post);
    res.on('finish', () => {
      post.status = res.statusCode;
    });
    next();
  });
  return posts;
}

function servePages(app: Express): TestServer['putPage'] {
  const pages = new Map<string, { html: string; headers: Record<string, string> }>();
  app.get(/.*/, (req, res, next) => {
    const page = pages.get(req.path);
    if (page) res.set(page.headers).send(page.html);
    else next();
  });
  return (path, html, headers = {}) =>
    void pages.set(path, { html, headers: { 'content-type': 'text/html', ...headers } });
}

function parseBatch(text: string): Post['messages'] {
  try {
    return JSON.parse(text).batch;
  } catch {
    return [];
  }
}
