import { createSandbox } from '@twinbeam/sandbox';
import { createTwinbeam } from '@twinbeam/server';
import { twinbeamExpress } from '@twinbeam/server/express';
import express from 'express';
import { bundlePage } from './bundle.mjs';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** The settings that Segment's and RudderStack's hosts would return to their scripts. */
const segmentSettings = (host) => ({
  integrations: { 'Segment.io': { apiKey: 'benchmark', apiHost: `${host}/segment/v1`, protocol: 'http' } },
  plan: { track: { __default: { enabled: true, integrations: {} } } },
});
const rudderstackSource = {
  source: {
    id: '1',
    name: 'shop',
    writeKey: 'benchmark',
    enabled: true,
    workspaceId: '1',
    config: {},
    destinations: [],
  },
};

/** Headers that isolate a page from other origins, so that its clock has a resolution of 5 µs. */
const isolated = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'credentialless',
  'cache-control': 'no-store',
};

/**
 * Starts one local server for everything that pages request: the pages, their scripts, and every collector. It records
 * each POST and each hit of the Pixel in `sent`.
 */
export async function startServer(candidates) {
  const sandbox = await createSandbox({ pixelLibrary: process.env.PIXEL_LIBRARY });
  const read = async (path) => (await fetch(sandbox.url + path)).text();
  const pixelLibrary = await read('/en_US/fbevents.js');
  // Without this configuration the library sends nothing.
  const configuration = await read('/signals/config/1234567890');

  const app = express();
  const server = await new Promise((resolve) => {
    const listening = app.listen(0, () => resolve(listening));
  });
  const url = `http://localhost:${server.address().port}`;
  const twinbeam = createTwinbeam({
    pixelId: '1234567890',
    accessToken: 'none',
    pixelLibraryUrl: `${url}/meta/en_US/fbevents.js`,
    outbox: 'memory:',
    dispatch: false,
    logger: silent,
  });

  const sent = [];
  app.use((req, _res, next) => {
    const toMeta = req.path.startsWith('/tr');
    if (!toMeta && req.method !== 'POST') return next();
    sent.push({ toMeta, bytes: req.url.length + Number(req.headers['content-length'] ?? 0) });
    next();
  });
  app.use(twinbeamExpress(twinbeam));
  // The sandbox has replaced Meta's URL with its own.
  app.get(
    '/meta/en_US/fbevents.js',
    (_req, res) => void res.type('js').send(pixelLibrary.replaceAll(sandbox.url, url)),
  );
  app.get(/\/signals\/config\/\d+$/, (_req, res) => void res.type('js').send(configuration));
  app.get('/signals/plugins/:file', async (req, res) => void res.type('js').send(await read(req.path)));
  app.use('/tr', (_req, res) => void res.sendStatus(204));
  app.get('/segment/v1/projects/:key/settings', (req, res) => void res.json(segmentSettings(req.headers.host)));
  app.post('/segment/*path', (_req, res) => void res.json({ success: true }));
  app.get('/rudderstack/sourceConfig/', (_req, res) => void res.json(rudderstackSource));
  app.post('/rudderstack/*path', (_req, res) => void res.send('OK'));

  for (const [index, { bundle, head }] of candidates.entries()) {
    const files = bundle ? await bundlePage(bundle) : new Map();
    for (const [name, code] of files) app.get(`/${index}/${name}`, (_req, res) => void res.type('js').send(code));
    const bundleTag = `<script type="module" src="/${index}/main.js"></script>`;
    const text = head?.({ bundleTag, twinbeamTag: twinbeam.scriptTag() }) ?? bundleTag;
    app.get(`/${index}`, (_req, res) => void res.set(isolated).send(toPage(text)));
  }

  return {
    url,
    sent,
    async close() {
      server.closeAllConnections();
      server.close();
      await twinbeam.close(0);
      await sandbox.close();
    },
  };
}

const products = Array.from(
  { length: 24 },
  (_, index) => `<li><a href="#${index}">Boots no. ${index}</a> 89.90 €</li>`,
);
const toPage = (head) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Boots</title>
<link rel="icon" href="data:,">${head}</head><body><h1>Boots</h1><ul>${products.join('')}</ul></body></html>`;
