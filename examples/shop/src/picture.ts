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

/** `pnpm picture`: walks through the shop and takes the screenshots of the sandbox for README and docs. */

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
await page.setViewport({ width: 1240, height: 900, deviceScaleFactor: 1.5 });
await walkThrough(page, shopUrl, { landing: '/?fbclid=IwAR0demo' });
await twinbeam.flush();
await setTimeout(500);
await sendUnpaired();

/** The screenshots: a view of the page, at a width, in light or dark mode. */
const pictures = [
  { name: 'sandbox', hash: '#timeline', width: 1240, height: 900, scheme: 'light', open: 'Purchase' },
  { name: 'sandbox-events', hash: '#events', width: 1240, height: 1100, scheme: 'light' },
  { name: 'sandbox-faults', hash: '#faults', width: 1240, height: 700, scheme: 'dark' },
  { name: 'sandbox-phone', hash: '#timeline', width: 390, height: 844, scheme: 'dark' },
];
for (const { name, hash, width, height, scheme, open } of pictures) {
  await page.setViewport({ width, height, deviceScaleFactor: 1.5 });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  await page.goto(`${sandbox.url}/?${name}${hash}`);
  await page.waitForSelector('.tiles dd');
  await setTimeout(1_000);
  if (open) {
    await page.evaluate(`[...document.querySelectorAll('.card')]
      .find(({ textContent }) => textContent.includes('${open}') && textContent.includes('Counted once')).click()`);
    await setTimeout(500);
  }
  const path = fileURLToPath(new URL(`../../../docs/images/${name}.png`, import.meta.url));
  await page.screenshot({ path: path as `${string}.png` });
  console.log(`Wrote ${path}`);
}

await browser.close();
server.closeAllConnections();
server.close();
await twinbeam.close();
await sandbox.close();

/** Sends problematic events: one with a single leg, and one that Graph refuses. */
async function sendUnpaired(): Promise<void> {
  const hit = { id: '1234567890', ev: 'AddToCart', eid: 'cart-1', dl: `${shopUrl}/`, fbp: 'fb.1.1800000000000.42' };
  await fetch(`${sandbox.url}/tr/?${new URLSearchParams(hit)}`);
  await fetch(`${sandbox.url}/v26.0/1234567890/events`, {
    method: 'POST',
    headers: { authorization: 'Bearer sandbox', 'content-type': 'application/json' },
    body: JSON.stringify({
      data: [
        {
          event_name: 'Purchase',
          event_id: 'purchase.1002',
          event_time: Math.floor(Date.now() / 1000),
          action_source: 'website',
          user_data: { fbp: hit.fbp },
          custom_data: { value: 12 },
        },
      ],
    }),
  });
}
