import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTwinbeam } from '@twinbeam/server';
import { table } from './lib/table.mjs';

/**
 * After an outage 100,000 events are pending, one in a hundred a purchase, visitors continue, and Meta accepts a
 * limited number of events per second. Required: all arrive once. Measured: how soon the purchases arrive, and how many
 * of the live events arrive within a minute. `freshness 10000` runs with fewer pending events.
 */

const waiting = Number(process.argv[2] ?? 100_000);
const livePerSecond = 100;
const metaPerSecond = 500;
const purchaseEvery = 100;
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const identity = {
  fbp: 'fb.1.1700000000000.42',
  ip: '8.8.8.8',
  userAgent: 'Mozilla/5.0',
  url: 'https://shop.example/boots',
};
const product = { product_id: 'boot', name: 'Boot', price: 49.99, currency: 'EUR', category: 'boots' };

const arrivedAt = new Map();
let copies = 0;
let metaIsFreeAt = 0;
const meta = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const { data } = JSON.parse(Buffer.concat(chunks).toString());
  // One request after the other; each takes as long as its events need.
  metaIsFreeAt = Math.max(metaIsFreeAt, performance.now()) + (data.length / metaPerSecond) * 1_000;
  await sleep(metaIsFreeAt - performance.now());
  for (const { event_id } of data) {
    if (arrivedAt.has(event_id)) copies++;
    else arrivedAt.set(event_id, performance.now());
  }
  response.end(JSON.stringify({ events_received: data.length, messages: [], fbtrace_id: 'x' }));
});
await new Promise((resolve) => meta.listen(0, '127.0.0.1', resolve));

const folder = await mkdtemp(join(tmpdir(), 'twinbeam-freshness-'));
const options = {
  pixelId: '1',
  accessToken: 't',
  graphUrl: `http://127.0.0.1:${meta.address().port}`,
  outbox: `lmdb:${folder}`,
  timeoutMs: 10_000,
  logger: silent,
};
const track = (twinbeam, number, prefix) => {
  const eventId = `${prefix}${number}`;
  return number % purchaseEvery === purchaseEvery - 1
    ? twinbeam.track('Order Completed', { order_id: eventId, revenue: 49.99, currency: 'EUR' }, { identity, eventId })
    : twinbeam.track('Product Viewed', product, { identity, eventId });
};

const shop = createTwinbeam({ ...options, dispatch: false, now: () => Date.now() - 3_600_000 });
for (let number = 0; number < waiting; number += 1_000) {
  await Promise.all(Array.from({ length: 1_000 }, (_, index) => track(shop, number + index, 'old')));
}
await shop.close();

const startedAt = performance.now();
const twinbeam = createTwinbeam(options);
const acceptedAt = new Map();
let live = 0;
const timer = setInterval(() => {
  const due = Math.floor(((performance.now() - startedAt) / 1_000) * livePerSecond);
  for (; live < due; live++) {
    acceptedAt.set(`live${live}`, performance.now());
    void track(twinbeam, live, 'live');
  }
}, 50);
const hasBacklog = () => arrivedAt.size - countLive() < waiting;
const countLive = () => {
  let count = 0;
  for (const id of acceptedAt.keys()) if (arrivedAt.has(id)) count++;
  return count;
};
while (hasBacklog()) await sleep(500);
const drainedAt = performance.now();
clearInterval(timer);
while (!(await twinbeam.flush(60_000)));
await twinbeam.close();
meta.close();
await rm(folder, { recursive: true });

const seconds = (at) => `${Math.round((at - startedAt) / 1_000)} s`;
const numbers = Array.from({ length: waiting }, (_, number) => number);
const lastOf = (selected) => seconds(Math.max(...selected.map((number) => arrivedAt.get(`old${number}`) ?? Infinity)));
const waits = [...acceptedAt].map(([id, at]) => arrivedAt.get(id) - at).sort((a, b) => a - b);
const within = waits.filter((ms) => ms <= 60_000).length / waits.length;
console.log(
  table(
    [`${waiting} pending events, ${livePerSecond} more per second, Meta accepts ${metaPerSecond} per second`, ''],
    [
      [
        'the last pending purchase arrives after',
        lastOf(numbers.filter((n) => n % purchaseEvery === purchaseEvery - 1)),
      ],
      ['the newest thousand pending events', lastOf(numbers.slice(-1_000))],
      ['the oldest thousand', lastOf(numbers.slice(0, 1_000))],
      ['all pending events', seconds(drainedAt)],
      ['live events within a minute', `${(within * 100).toFixed(1)} %`],
      ['live events, median', `${(waits[waits.length >> 1] / 1_000).toFixed(1)} s`],
      ['lost', String(waiting + acceptedAt.size - arrivedAt.size)],
      ['sent twice', String(copies)],
    ],
  ),
);
if (copies > 0 || arrivedAt.size !== waiting + acceptedAt.size) process.exitCode = 1;
