import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSandbox, type Sandbox } from '@twinbeam/sandbox';
import { findChromium } from '@twinbeam/sandbox/chromium';
import { type SandboxMatchers, sandboxMatchers } from '@twinbeam/sandbox/matchers';
import { createTwinbeam, type Twinbeam } from '@twinbeam/server';
import puppeteer, { type Browser } from 'puppeteer-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createApp } from './app.js';

declare module 'vitest' {
  interface Matchers<T> extends SandboxMatchers<Promise<void>> {}
}
expect.extend(sandboxMatchers);

let sandbox: Sandbox;
let twinbeam: Twinbeam;
let server: Server;
let browser: Browser;

beforeEach(async () => {
  sandbox = await createSandbox({ strict: { pixels: ['1234567890'], tokens: ['my-token'] } });
  twinbeam = createTwinbeam({
    pixelId: '1234567890',
    accessToken: 'my-token',
    graphUrl: sandbox.url,
    pixelLibraryUrl: `${sandbox.url}/en_US/fbevents.js`,
    outbox: 'memory:',
  });
  server = createServer(createApp(twinbeam));
  await new Promise<void>((resolve) => server.listen(0, resolve));
  browser = await puppeteer.launch({ ...(await findChromium()), headless: true });
}, 60_000);

afterEach(async () => {
  await browser.close();
  server.closeAllConnections();
  server.close();
  await twinbeam.close();
  // Fails the test if anything is wrong: a missing leg, legs that differ, an unknown name, unhashed personal data.
  await sandbox.close();
});

test('a purchase is counted once', async () => {
  const page = await browser.newPage();
  await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
  await page.type('#email', 'ada@example.com');
  await Promise.all([page.waitForNavigation(), page.click('#buy')]);
  await expect(sandbox).toHavePaired('Purchase', { times: 1, customData: { value: 89.9, currency: 'EUR' } });
}, 60_000);
