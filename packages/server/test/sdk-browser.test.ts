import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium } from '@twinbeam/sandbox/chromium';
import { twinbeamExpress } from '@twinbeam/server/express';
import express from 'express';
import puppeteer, { type Browser } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createFixture, type Fixture } from './support/fixture.js';
import { findFreePort, readSample } from './support/recipe-server.js';
import { sha256 } from './support/sha256.js';
import { wait } from './support/wait-for.js';

const findFolder = (file: string): string => dirname(fileURLToPath(import.meta.resolve(file)));

/** The bundled builds, as each package ships them, and the options that make them send to our server. */
const sdks = {
  '@rudderstack/analytics-js': {
    folder: findFolder('@rudderstack/analytics-js/bundled'),
    page: `<script type="module">
      import { RudderAnalytics } from '/sdk/index.mjs';
      const analytics = new RudderAnalytics();
      analytics.load('write-key', twinUrl, { configUrl: twinUrl });
      analytics.ready(() => {
        window.sdk = analytics;
        window.callback = sendToPixel;
      });
    </script>`,
  },
  '@segment/analytics-next': {
    folder: join(findFolder('@segment/analytics-next'), '../umd'),
    page: `<script src="/sdk/index.js"></script><script>
      const analytics = AnalyticsNext.AnalyticsBrowser.load({ writeKey: 'write-key', cdnURL: twinUrl });
      ${readSample('sdks.md', 'segment')}
      ${readSample('sdks.md', 'traits')}
      analytics.addSourceMiddleware(({ payload, next }) => {
        if (payload.obj.properties) payload.obj.properties.shop = 'main';
        next(payload);
      });
      analytics.ready(() => { window.sdk = analytics; });
    </script>`,
  },
};

/** Meta's stub of the Pixel, and the sample in docs/sdks.md for the browser leg. */
const pixel = `<script type="importmap">{"imports":{"@twinbeam/shared":"/shared/index.js"}}</script>
  <script>window.calls = []; window.fbq = (...call) => calls.push(call);</script>
  <script type="module">${readSample('sdks.md', 'pixel')}; window.sendToPixel = sendToPixel;</script>`;

interface Sdk {
  page(name: string, callback?: () => void): unknown;
  track(event: string, properties: object, callback?: () => void): unknown;
  track(event: string, properties: object, options: object, callback?: () => void): unknown;
  identify(userId: string, traits: object): unknown;
  group(groupId: string): unknown;
  alias(userId: string): unknown;
}

declare global {
  var sdk: Sdk | undefined;
  /** Called after each call, if the library has no hook for all calls. */
  var callback: (() => void) | undefined;
  /** The calls of the Pixel. */
  var calls: unknown[][];
}

let browser: Browser;
let fixture: Fixture;

beforeAll(async () => {
  browser = await puppeteer.launch({ ...(await findChromium()), headless: true });
}, 120_000);
afterAll(() => browser?.close());
beforeEach(async () => {
  fixture = await createFixture(() => ({ outbox: 'memory:', writeKey: 'write-key' }));
});
afterEach(() => fixture.close());

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port);
  await once(server, 'listening');
}

async function stop(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}

describe.each(Object.entries(sdks))('%s', (_name, { folder, page: html }) => {
  it.each([
    ['the site', 'localhost'],
    ['another site', '127.0.0.1'],
  ])(
    'sends every call of a page of %s here and nothing elsewhere, and again after the server was away',
    {
      timeout: 120_000,
    },
    async (_page, host) => {
      const port = await findFreePort();
      const [origin, twinUrl] = [`http://${host}:${port}`, `http://localhost:${port}/twin`];
      const app = express();
      app.use(twinbeamExpress(fixture.start({ collect: { origins: [origin] } })));
      app.use('/sdk', express.static(folder));
      app.use('/shared', express.static(findFolder('@twinbeam/shared')));
      const setUrl = `<script>window.twinUrl = '${twinUrl}';</script>`;
      app.get('/', (_req, res) => void res.send(`<!doctype html><title>Shop</title>${setUrl}${pixel}<body>${html}`));
      const server = createServer(app);
      await listen(server, port);

      const context = await browser.createBrowserContext();
      const page = await context.newPage();
      const hosts = new Set<string>();
      const types = new Map<string, string>();
      page.on('request', (request) => {
        const { host, protocol } = new URL(request.url());
        if (protocol !== 'data:') hosts.add(host);
        const { messageId, type, event } = JSON.parse(request.postData() ?? '{}') as Record<string, string>;
        if (messageId && type && event !== 'Lead') types.set(messageId, type);
      });
      await page.goto(`${origin}/`);
      await page.waitForFunction(() => globalThis.sdk !== undefined, { timeout: 20_000 });

      const callAll = (round: string) =>
        page.evaluate((name) => {
          const { sdk, callback } = globalThis;
          sdk?.identify('u1', { email: 'ada@example.com' });
          sdk?.page(`Home ${name}`, callback);
          sdk?.track('Product Added', { product_id: name, price: 9.5, currency: 'EUR' }, callback);
          sdk?.track('Lead', {}, { integrations: { All: false } }, callback);
          sdk?.group('g1');
          sdk?.alias(`u-${name}`);
        }, round);
      await callAll('first');
      await expect.poll(() => fixture.sandbox.events().length, { timeout: 20_000 }).toBe(2);

      await stop(server);
      await callAll('second');
      await wait(1_000);
      await listen(server, port);
      await expect.poll(() => fixture.sandbox.events().length, { timeout: 60_000 }).toBe(4);
      await expect.poll(() => types.size).toBe(10);

      const expected = [...types].flatMap(([id, type]) => (type === 'track' || type === 'page' ? [id] : []));
      expect(fixture.arrived().sort()).toEqual(expected.sort());
      expect([...hosts].sort()).toEqual([...new Set([`${host}:${port}`, `localhost:${port}`])].sort());
      const userAgent = await page.evaluate(() => navigator.userAgent);
      for (const event of fixture.sandbox.events()) {
        expect(event.user_data).toMatchObject({
          client_user_agent: userAgent,
          em: sha256('ada@example.com'),
          external_id: expect.anything(),
        });
        expect(event.event_source_url).toBe(`${origin}/`);
      }
      const calls = await page.evaluate(() => globalThis.calls);
      const toLeg = (name: unknown, data: unknown, id: unknown) => JSON.stringify([name, data, id]);
      const pixelLegs = calls.map(([, , name, data, options]) =>
        toLeg(name, data, (options as { eventID: string }).eventID),
      );
      const serverLegs = fixture.sandbox
        .events()
        .map(({ event_name, event_id, custom_data }) => toLeg(event_name, custom_data, event_id));
      expect(pixelLegs.sort()).toEqual(serverLegs.sort());
      await context.close();
      await stop(server);
    },
  );
});
