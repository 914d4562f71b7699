import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTwinbeam } from '@twinbeam/server';
import { table } from './lib/table.mjs';

/**
 * Simulates eight days without Meta, with a fast clock: a shop keeps tracking while nothing is sent, then Meta is back.
 * Required: no event is lost, and events that Meta no longer accepts are set aside with their reason. `outage 5` runs
 * with five events per second; the default is a tenth of that.
 */

const perSecond = Number(process.argv[2] ?? 0.5);
const day = 86_400_000;
const days = 8;
const total = Math.round(days * 86_400 * perSecond);
const step = 1_000 / perSecond;
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

const folder = await mkdtemp(join(tmpdir(), 'twinbeam-outage-'));
const arrived = new Set();
const meta = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const { data } = JSON.parse(Buffer.concat(chunks).toString());
    for (const { event_id } of data) arrived.add(event_id);
    response.end(JSON.stringify({ events_received: data.length, messages: [], fbtrace_id: 'x' }));
  });
});
await new Promise((resolve) => meta.listen(0, '127.0.0.1', resolve));

let time = Date.now() - days * day;
const options = {
  pixelId: '1',
  accessToken: 't',
  graphUrl: `http://127.0.0.1:${meta.address().port}`,
  outbox: `lmdb:${folder}`,
  timeoutMs: 10_000,
  logger: silent,
  now: () => time,
};
const identity = {
  fbp: 'fb.1.1700000000000.42',
  ip: '8.8.8.8',
  userAgent: 'Mozilla/5.0',
  url: 'https://shop.example/boots',
};
const properties = { product_id: 'boot', name: 'Boot', price: 49.99, currency: 'EUR', category: 'boots' };

const shop = createTwinbeam({ ...options, dispatch: false });
const times = new Float64Array(total);
const trackingStarted = performance.now();
for (let number = 0; number < total; ) {
  // A thousand at once, because the clock is fast.
  const chunk = [];
  for (let index = 0; index < 1_000 && number < total; index++, number++, time += step) {
    times[number] = time;
    chunk.push(shop.track('Product Viewed', properties, { identity, eventId: `e${number}` }));
  }
  await Promise.all(chunk);
}
const trackingMs = performance.now() - trackingStarted;
await shop.close();
const { size } = await stat(join(folder, 'data.mdb'));

const sendingStarted = performance.now();
const dispatcher = createTwinbeam(options);
while (!(await dispatcher.flush(60_000)));
const sendingMs = performance.now() - sendingStarted;
const { deadLetters } = await dispatcher.stats();
await dispatcher.close();
meta.close();
await rm(folder, { recursive: true });

// Meta computes the age from whole seconds.
const alive = times.filter((at) => Math.floor(at / 1_000) * 1_000 + 7 * day > time).length;
const lost = alive - arrived.size;
const thousands = (count) => Math.round(count).toLocaleString('en');
console.log(
  table(
    ['eight days without Meta', ''],
    [
      ['events', thousands(total)],
      ['tracked a second, on disk', thousands(total / (trackingMs / 1_000))],
      ['bytes on disk for each', thousands(size / total)],
      ['delivered after it', thousands(arrived.size)],
      ['delivered or set aside a second', thousands(total / (sendingMs / 1_000))],
      ['too old by then', thousands(total - alive)],
      ['kept as dead letters', thousands(deadLetters)],
      ['lost', thousands(lost)],
    ],
  ),
);
if (lost !== 0) process.exitCode = 1;
