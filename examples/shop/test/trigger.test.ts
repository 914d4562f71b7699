import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createSandbox } from '@twinbeam/sandbox';
import { createTwinbeam } from '@twinbeam/server';
import { expect, it, onTestFinished } from 'vitest';
import { createShop } from '../dist/shop.js';

const bin = fileURLToPath(new URL('../../../packages/server/bin.mjs', import.meta.url));

it('twinbeam trigger sends a true pair through the shop, with the revenue that is given', async () => {
  const sandbox = await createSandbox();
  const twinbeam = createTwinbeam({
    ...{ pixelId: '1234567890', accessToken: 'sandbox', outbox: 'memory:' },
    ...{ graphUrl: sandbox.url, pixelLibraryUrl: `${sandbox.url}/en_US/fbevents.js` },
  });
  const server = createServer(createShop({ twinbeam, watchUrl: sandbox.url }));
  await new Promise<void>((resolve) => server.listen(0, resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await twinbeam.close();
    await sandbox.close();
  });

  const shop = `http://localhost:${(server.address() as AddressInfo).port}`;
  const args = ['trigger', 'purchase', '--to', shop, '--override', 'revenue=12'];
  // A non-zero exit code rejects.
  const { stdout } = await promisify(execFile)(process.execPath, [bin, ...args]);
  expect(stdout).toMatch(
    /^Order Completed, event id purchase\.test-\d+\n {2}Pixel {3}✓ .*\n {2}Server {2}✓ accepted\n$/,
  );

  await sandbox.verify();
  expect(sandbox.summary().events.Purchase).toEqual({ browser: 1, server: 1, paired: 1, counted: 1 });
  const purchases = sandbox.events().filter(({ event_name }) => event_name === 'Purchase');
  // Values in a Pixel hit are strings.
  expect(purchases.map(({ custom_data }) => Number(custom_data.value))).toEqual([12, 12]);
});
