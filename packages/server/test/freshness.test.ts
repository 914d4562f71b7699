import { createRequire } from 'node:module';
import { createLmdbOutbox } from '@twinbeam/server';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createFixture, type Fixture, identity } from './support/fixture.js';

/** The order in which events are sent after an outage, over real HTTP, from a store on disk. */

let fixture: Fixture;
beforeEach(async () => {
  fixture = await createFixture((folder) => ({ outbox: `lmdb:${folder}` }));
});
afterEach(() => fixture.close());

const hour = 3_600_000;
const range = (prefix: string, length: number): string[] => Array.from({ length }, (_, index) => prefix + index);

it('sends purchases first after an outage, then the newest events, then all others, each once', async () => {
  const shop = fixture.start({ dispatch: false, now: () => Date.now() - hour });
  const results: Promise<unknown>[] = [];
  for (let number = 0; number < 1_500; number++) {
    const isOrder = number % 100 === 0;
    const event = isOrder ? 'Order Completed' : 'Product Viewed';
    const properties = isOrder ? { order_id: `o${number}`, revenue: 1, currency: 'EUR' } : { product_id: 'boot' };
    const eventId = isOrder ? `p${number / 100}` : `e${number}`;
    results.push(shop.track(event, properties, { identity, eventId }));
  }
  await Promise.all(results);
  expect(await shop.stats()).toMatchObject({ pending: 1_500 });
  await shop.close();

  const twinbeam = fixture.start({ timeoutMs: 10_000 });
  await twinbeam.track('Lead', {}, { identity, eventId: 'live' });
  expect(await twinbeam.flush(20_000)).toBe(true);
  const arrived = fixture.arrived();
  // The purchases are in the first request, or in one that is sent at the same time as the first request of the others.
  const isPurchase = (id: string): boolean => id.startsWith('p');
  expect(arrived.slice(0, 1_015).filter(isPurchase).sort()).toEqual(range('p', 15).sort());
  expect(new Set(arrived).size).toBe(1_501);
  expect(arrived).toHaveLength(1_501);
  const others = arrived.filter((id) => !isPurchase(id));
  // An eighth of a batch is reserved for the oldest events.
  expect(others.indexOf('live')).toBeLessThan(126);
  expect(others.indexOf('e1499')).toBeLessThan(127);
  expect(others.indexOf('e1')).toBeLessThan(126);
  expect(others.indexOf('e301')).toBeGreaterThan(1_000);
}, 30_000);

it('sends the events of a store of the previous schema, whose purchases are among the others', async () => {
  const { open } = createRequire(import.meta.url)('lmdb') as typeof import('lmdb');
  await createLmdbOutbox({ path: fixture.folder }).close();
  const root = open({ path: fixture.folder, noSubdir: false, maxDbs: 16, overlappingSync: false });
  await root.openDB({ name: 'meta' }).put('layout', 2);
  const storedAt = Date.now() - hour;
  const put = (queue: string, sequence: number, name: string, source: 'server' | 'page') => {
    const eventId = `${queue}.${sequence}`;
    const json = { event_name: name, event_id: eventId, event_time: Math.floor(storedAt / 1_000) };
    const event = { ...json, action_source: 'website', event_source_url: identity.url };
    const data = {
      custom_data: { value: 1, currency: 'EUR' },
      user_data: { client_user_agent: 'test', fbp: identity.fbp },
    };
    const row = [name, eventId, 1e15, storedAt, 0, 0, JSON.stringify({ ...event, ...data }), source, 0, null];
    return root.openDB({ name: 'queue' }).put([queue, storedAt, sequence, 7], row);
  };
  await put('1', 1, 'Purchase', 'page');
  await put('1', 2, 'Lead', 'page');
  await put('1-server', 3, 'Purchase', 'server');
  await root.close();

  const twinbeam = fixture.start({ timeoutMs: 10_000 });
  expect(await twinbeam.flush(10_000)).toBe(true);
  expect(fixture.arrived().sort()).toEqual(['1-server.3', '1.1', '1.2']);
  expect(await twinbeam.stats()).toMatchObject({ pending: 0, deadLetters: 0 });
});
