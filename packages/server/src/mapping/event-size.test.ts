import { toPixelCall } from '@twinbeam/shared';
import { describe, expect, it } from 'vitest';
import { toServerEvent } from './to-server-event.js';

const now = Date.parse('2026-01-31T12:00:00Z');
const settings = { pixelId: '1' };
const base = { type: 'track', event: 'Order Completed', messageId: 'm1', userId: 'u1', timestamp: now };
const page = { url: 'https://shop.example/' };

/** Maps a message on both legs, which must say the same. */
function map(properties: object, message: object = {}) {
  const given = { ...base, context: { userAgent: 'UA', page }, properties, ...message };
  const [server, pixel] = [toServerEvent(given, settings, { now }), toPixelCall(given, settings)];
  if (!('event' in server && 'call' in pixel)) throw new Error(JSON.stringify([server, pixel]));
  expect(pixel.call.data).toEqual(server.event.custom_data);
  const cut = ({ code, field }: { code: string; field: string }) => (code === 'custom-data-cut' ? [field] : []);
  const fields = [...new Set(server.problems.flatMap(cut))];
  expect([...new Set(pixel.problems.flatMap(cut))]).toEqual(fields);
  const { event, problems } = server;
  return { event, problems, data: event.custom_data, fields, bytes: Buffer.byteLength(JSON.stringify(event)) };
}

const order = { order_id: 'o1', revenue: 12.5, currency: 'EUR' };
const toProducts = (count: number, fields: object = {}) =>
  Array.from({ length: count }, (_, id) => ({ product_id: `boot-${id}`, price: 1.5, ...fields }));

describe('an event that is too large', () => {
  it.each<[string, object]>([
    ['one long text', { note: 'x'.repeat(70_000) }],
    ['a text of other scripts, by its bytes', { note: '東'.repeat(22_000) }],
    ['a text that JSON escapes', { note: '\u0001'.repeat(11_000) }],
    ['many values', Object.fromEntries(toProducts(4_000).map(({ product_id }) => [product_id, 'xxxxx']))],
    ['a list', { notes: toProducts(3_000) }],
    ['long names', Object.fromEntries(toProducts(400).map((_, key) => [`${'p'.repeat(190)}${key}`, 1]))],
    ['a text that is copied to a field of its own', { name: 'x'.repeat(30_000), query: 'y'.repeat(30_000) }],
  ])('loses first the properties of the site: %s', (_name, properties) => {
    const { data, fields, bytes } = map({ ...order, ...properties, products: toProducts(3) });
    expect(fields).toEqual(['properties']);
    expect(data).toMatchObject({ value: 12.5, currency: 'EUR', order_id: 'o1', num_items: 3, content_type: 'product' });
    expect(data.contents).toHaveLength(3);
    expect(Object.keys(data)).not.toEqual(expect.arrayContaining(['revenue']));
    expect(bytes).toBeLessThan(65_536);
  });

  it('then loses the contents behind the first 500; value and num_items stay whole', () => {
    const { data, fields, bytes } = map({ ...order, note: 'x', products: toProducts(2_000) });
    expect(fields).toEqual(['properties', 'properties.contents']);
    expect(data).toMatchObject({ value: 12.5, num_items: 2_000 });
    expect(data.contents).toHaveLength(500);
    expect(data.content_ids).toEqual(toProducts(500).map(({ product_id }) => product_id));
    expect(bytes).toBeLessThan(65_536);
  });

  it.each([
    ['a name', { content_name: 'x'.repeat(600_000) }, 'content_name'],
    ['a name that is copied', { name: '東'.repeat(30_000) }, 'content_name'],
    ['the data of a store', { store_data: { hours: 'x'.repeat(70_000) } }, 'store_data'],
    ['a status', { status: 'x'.repeat(70_000), content_name: 'y'.repeat(30_000) }, 'status'],
    ['contents of long titles', { contents: toProducts(400, { title: 'x'.repeat(200) }) }, 'contents'],
  ])('at last loses the longest parameter: %s', (_name, properties, lost) => {
    const { data, fields, bytes } = map({ ...order, ...properties });
    expect(fields).toContain(`properties.${lost}`);
    expect(data).toMatchObject({ value: 12.5, currency: 'EUR', order_id: 'o1' });
    expect(data).not.toHaveProperty(lost);
    expect(bytes).toBeLessThan(65_536);
  });

  it('loses the same of its own contents', () => {
    const contents = toProducts(2_000, { title: 'Boot', quantity: 1 });
    const { data, fields } = map({ ...order, contents });
    expect(fields).toEqual(['properties', 'properties.contents']);
    expect(data.contents).toHaveLength(500);
  });

  it.each<[string, object]>([
    ['60,000 characters', { note: 'x'.repeat(60_000) }],
    ['20,000 letters of three bytes', { note: '東'.repeat(20_000) }],
    ['700 products', { products: toProducts(700) }],
  ])('is none with %s', (_name, properties) => {
    const { data, fields } = map({ ...order, ...properties });
    expect(fields).toEqual([]);
    expect(data).toHaveProperty('revenue');
  });
});

describe('texts that are too long', () => {
  it('are cut where they are neither hashed, counted nor an id', () => {
    const url = `https://shop.example/?a=1&b=${'x'.repeat(3_000)}`;
    const context = { userAgent: 'U'.repeat(600), page: { url, referrer: url } };
    const { event, problems } = map(order, { context });
    expect(event).toMatchObject({
      event_source_url: 'https://shop.example/?a=1',
      referrer_url: 'https://shop.example/?a=1',
      user_data: { client_user_agent: 'U'.repeat(512) },
    });
    expect(problems.map(({ code, field }) => `${code} ${field}`).sort()).toEqual([
      'text-cut context.page.referrer',
      'text-cut context.page.url',
      'text-cut context.userAgent',
    ]);
  });

  it('are cut between characters', () => {
    const { event } = map(order, { context: { userAgent: `${'U'.repeat(511)}😀`, page } });
    expect(JSON.stringify(event.user_data)).not.toMatch(/\\ud/);
  });

  const tooLong = 'x'.repeat(600_000);

  it('reject the event on both legs where they are its name', () => {
    expect(map({}, { event: 'x'.repeat(512) }).event.event_name).toHaveLength(512);
    for (const event of ['x'.repeat(513), tooLong]) {
      const message = { ...base, event };
      const problem = { code: 'text-too-long', severity: 'error', field: 'event' };
      expect(toServerEvent(message, settings, { now }).rejected).toMatchObject([problem]);
      expect(toPixelCall(message, settings).rejected).toEqual([problem]);
    }
  });

  it.each<[string, object, string, string]>([
    ['properties.event_id', { properties: { ...order, event_id: tooLong } }, 'purchase.o1', 'text-too-long'],
    ['traits.event_id', { traits: { event_id: 'x'.repeat(513) } }, 'purchase.o1', 'text-too-long'],
    ['properties.order_id', { properties: { ...order, order_id: tooLong } }, 'm1', 'order-id-unusable'],
  ])('make no id on either leg: %s', (field, message, id, code) => {
    const given = { ...base, properties: order, ...message };
    const [server, pixel] = [toServerEvent(given, settings, { now }), toPixelCall(given, settings)];
    if (!('event' in server && 'call' in pixel)) throw new Error(JSON.stringify([server, pixel]).slice(0, 500));
    expect([server.event.event_id, pixel.call.eventID]).toEqual([id, id]);
    expect(server.problems.filter((problem) => problem.field === field)).toMatchObject([{ code }]);
    expect(JSON.stringify(server.event).length).toBeLessThan(1_000);
  });

  it.each<[string, object, string]>([
    ['e-mail', { email: `ada@${'a'.repeat(600)}.example` }, 'em'],
    ['telephone number', { phone: `+1 650 555 0100${' '.repeat(600)}` }, 'ph'],
    ['first name', { firstName: 'a'.repeat(600) }, 'fn'],
    ['whole name', { name: 'ada '.repeat(200) }, 'fn'],
    ['date of birth', { birthday: `1990-01-01${' '.repeat(600)}` }, 'db'],
    ['gender', { gender: 'f'.repeat(600) }, 'ge'],
    ['city', { address: { city: 'a'.repeat(600) } }, 'ct'],
    ['postal code', { address: { zip: '1'.repeat(600) } }, 'zp'],
    ['country', { address: { country: 'us'.repeat(300) } }, 'country'],
    ['one of a list', { email: ['ada@shop.example', 'a'.repeat(600)] }, 'em'],
  ])('are left out with a warning where they are read: %s', (_name, traits, key) => {
    const { event, problems } = map(order, { traits });
    expect(problems).toMatchObject([{ code: 'text-too-long', field: `user_data.${key}` }]);
    if (key !== 'em' || !Array.isArray((traits as { email?: unknown }).email))
      expect(event.user_data[key]).toBe(undefined);
  });
});

describe('lists of match keys', () => {
  it.each<[string, object, string, number]>([
    ['the first 20', { email: toProducts(30).map((_, id) => `a${id}@shop.example`) }, 'em', 20],
    [
      'the first 4 of telephone numbers that cost a look',
      { phone: toProducts(9).map((_, id) => `+49 (0)30 12345${id}`) },
      'ph',
      4,
    ],
    [
      '20 of telephone numbers in plain form',
      { phone: toProducts(30).map((_, id) => `+4930123${100 + id}`) },
      'ph',
      20,
    ],
  ])('are read so far, with a warning: %s', (_name, traits, key, count) => {
    const { event, problems } = map(order, { traits });
    expect(event.user_data[key]).toHaveLength(count);
    expect(problems).toMatchObject([{ code: 'too-many-values', field: `user_data.${key}` }]);
  });
});
