import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createSandbox } from '@twinbeam/sandbox';
import { findChromium } from '@twinbeam/sandbox/chromium';
import { createTwinbeam } from '@twinbeam/server';
import puppeteer from 'puppeteer-core';
import { createShop } from './shop.js';
import { walkThrough } from './walk.js';

/** `pnpm picture`: walks through the shop and takes the screenshot of the sandbox that the README shows. */

const sandbox = await createSandbox();
const twinbeam = createTwinbeam({
  pixelId: '1234567890',
  accessToken: 'sandbox',
  graphUrl: sandbox.url,
  pixelLibraryUrl: `${sandbox.url}/en_US/fbevents.js`,
  outbox: 'memory:',
});
const server = createServer(createShop({ twinbeam, watchUrl: sandbox.url }));
await new Promise<void>((resolve) => server.listen(0, resolve));
const shopUrl = `http://localhost:${(server.address() as AddressInfo).port}`;

const browser = await puppeteer.launch({ ...(await findChromium()), headless: true });
const page = await browser.newPage();
await page.setViewport({ width: 1240, height: 1010, deviceScaleFactor: 1.5 });
await walkThrough(page, shopUrl, { landing: '/?fbclid=IwAR0demo' });
await twinbeam.flush();
await setTimeout(500);
await page.goto(sandbox.url);
await page.waitForSelector('.events details');
await setTimeout(500);
const path = fileURLToPath(new URL('../../../docs/images/sandbox.png', import.meta.url));
await page.screenshot({ path: path as `${string}.png` });
console.log(`Wrote ${path}`);

await browser.close();
server.closeAllConnections();
server.close();
await twinbeam.close();
await sandbox.close();
