// In a project with the packed packages: serves a page that runs `bundle.js`, visits it, and prints the events for
// Meta.
import { fileURLToPath } from 'node:url';
import { createSandbox } from '@twinbeam/sandbox';
import { findChromium } from '@twinbeam/sandbox/chromium';
import { createTwinbeam } from '@twinbeam/server';
import { twinbeamExpress } from '@twinbeam/server/express';
import express from 'express';
import puppeteer from 'puppeteer-core';

const sandbox = await createSandbox();
const twinbeam = createTwinbeam({
  pixelId: '1234567890',
  accessToken: 'token',
  graphUrl: sandbox.url,
  pixelLibraryUrl: `${sandbox.url}/en_US/fbevents.js`,
  outbox: 'memory:',
  logger: { ...console, info: () => undefined },
});
const app = express();
app.use(twinbeamExpress(twinbeam));
app.get('/bundle.js', (_req, res) => res.sendFile(fileURLToPath(new URL('bundle.js', import.meta.url))));
// The sandbox's library, instead of the one that the page would load from Meta.
const library = `<script>window.fbq = window._fbq = Object.assign(function () { fbq.callMethod ? fbq.callMethod(...arguments) : fbq.queue.push(arguments) }, { queue: [], loaded: true, version: '2.0' })</script>
  <script async src="${sandbox.url}/en_US/fbevents.js"></script>`;
app.get('/', (_req, res) =>
  res.send(`<!doctype html>${library}<div id="app"></div><script type="module" src="/bundle.js"></script>`),
);
const server = app.listen(0);
const browser = await puppeteer.launch({ headless: true, ...(await findChromium()) });
const errors = [];
try {
  const page = await browser.newPage();
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.goto(`http://localhost:${server.address().port}/`);
  await (await page.waitForSelector('button')).click();
  for (let tries = 0; tries < 100 && sandbox.events().length < 4; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    await twinbeam.flush();
  }
} finally {
  await browser.close();
}
const events = sandbox.events().map(({ source, event_name, counted, pair, user_data, custom_data }) => {
  return { source, event_name, counted, isPaired: pair !== undefined, hasEmail: 'em' in user_data, custom_data };
});
console.log(JSON.stringify({ errors, events }));
server.close();
server.closeAllConnections();
await twinbeam.close();
await sandbox.close();
