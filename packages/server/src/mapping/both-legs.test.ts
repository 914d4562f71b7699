import { mapPixelCall, type Problem, type Settings, toPixelCall } from '@twinbeam/shared';
import { describe, expect, it } from 'vitest';
import { settingEntries } from '../options/setting-schema.js';
import { sha256 } from './match-keys/hash.js';
import type { ServerEventContext } from './server-event.js';
import { toServerEvent } from './to-server-event.js';

const now = Date.parse('2026-01-31T12:00:00Z');
const settings: Settings = { pixelId: '1' };
const timestamp = '2026-01-31T11:59:00Z';

const track = (event: string, properties: object = {}, rest: object = {}) => ({
  type: 'track',
  event,
  properties,
  messageId: 'm1',
  timestamp,
  ...rest,
});

/** Maps a message of a visitor who is known, unless it names nobody by intent: its rule is another one. */
const mapForServer = (message: unknown, use: Settings, context: ServerEventContext) =>
  toServerEvent(
    typeof message === 'object' && message !== null ? { anonymousId: 'visitor', ...message } : message,
    use,
    context,
  );

/** Codes of what rejects a message. */
const findErrors = ({ rejected }: { rejected?: Problem[] }) =>
  rejected?.filter(({ severity }) => severity === 'error').map(({ code }) => code);

/** The custom data of both legs, which must be the same: in the script's own messages, and in those of other libraries. */
function toData(message: object, use: Settings = settings) {
  const pixel = toPixelCall(message, use);
  // Pages run `mapPixelCall`: the script's messages have no `integrations`.
  if (!('integrations' in message)) expect(mapPixelCall(message, use)).toEqual(pixel);
  const server = mapForServer(message, use, { now });
  if (!('call' in pixel) || !('event' in server)) throw new Error(JSON.stringify([pixel, server]));
  expect(pixel.call.data).toEqual(server.event.custom_data);
  expect(pixel.call.name).toBe(server.event.event_name);
  expect(pixel.call.eventID).toBe(server.event.event_id);
  return server.event.custom_data;
}

/** The problems of an event on the server leg, each as its code and field. */
function toProblems(message: object, use: Settings = settings): string[] {
  const server = mapForServer(message, use, { now });
  return ('problems' in server ? server.problems : []).map(({ code, field }) => `${code} ${field}`);
}

const twoProducts = [
  { product_id: 'a', quantity: 2, price: 10 },
  { sku: 'b', price: '5.50' },
];
const twoContents = [
  { id: 'a', quantity: 2, item_price: 10 },
  { id: 'b', quantity: 1, item_price: 5.5 },
];
const single = { product_id: 'a', name: 'Boots', price: 10, category: 'shoes' };
const singleData = {
  content_ids: ['a'],
  contents: [{ id: 'a', quantity: 1, item_price: 10 }],
  content_name: 'Boots',
  content_category: 'shoes',
  content_type: 'product',
  value: 10,
  currency: 'USD',
};

describe('the names of the e-commerce specification', () => {
  it.each([
    [
      'Order Completed',
      { revenue: 25.5, products: twoProducts },
      'Purchase',
      {
        contents: twoContents,
        content_ids: ['a', 'b'],
        num_items: 2,
        value: 25.5,
        currency: 'USD',
        content_type: 'product',
      },
    ],
    [
      'Checkout Started',
      { value: 25.5, currency: 'eur', products: twoProducts },
      'InitiateCheckout',
      { contents: twoContents, num_items: 2, value: 25.5, currency: 'EUR' },
    ],
    ['Product Added', single, 'AddToCart', singleData],
    ['Product Added to Wishlist', single, 'AddToWishlist', { ...singleData, num_items: 1 }],
    ['Product Added to Wishlist', { products: twoProducts }, 'AddToWishlist', { contents: twoContents, num_items: 2 }],
    [
      'Payment Info Entered',
      { products: twoProducts, category: 'shoes' },
      'AddPaymentInfo',
      { contents: twoContents, content_category: 'shoes' },
    ],
    [
      'Product List Viewed',
      { category: 'shoes' },
      'ViewContent',
      { content_ids: ['shoes'], contents: [{ id: 'shoes', quantity: 1 }], content_type: 'product_group' },
    ],
    [
      'Product List Viewed',
      { category: 'shoes', products: twoProducts },
      'ViewContent',
      { content_ids: ['a', 'b'], content_type: 'product' },
    ],
    ['Product Viewed', single, 'ViewContent', singleData],
    [
      'Products Searched',
      { query: 'pink boots', product_id: 'a' },
      'Search',
      { search_string: 'pink boots', content_ids: ['a'], currency: 'USD' },
    ],
  ])('%s becomes %3$s', (event, properties, name, data) => {
    const call = toPixelCall(track(event, properties), settings);
    expect(call).toMatchObject({ call: { method: 'trackSingle', pixelId: '1', name } });
    expect(toData(track(event, properties))).toMatchObject(data);
  });

  it.each([
    '\ufeffOrder Completed\u00ad',
    'Order\u200b Completed',
    ' order  completed ',
    'ORDER COMPLETED',
    'purchase',
    'Purchase',
  ])('%j is read in any case', (event) => {
    expect(toPixelCall(track(event, { revenue: 1 }), settings)).toMatchObject({ call: { name: 'Purchase' } });
  });
});

describe("Meta's own names and custom ones", () => {
  it.each([
    'Lead',
    'CompleteRegistration',
    'Contact',
    'CustomizeProduct',
    'Donate',
    'FindLocation',
    'Schedule',
    'StartTrial',
    'SubmitApplication',
    'Subscribe',
  ])('%s passes its properties on, without products', (event) => {
    expect(toData(track(event, { plan: 'pro', value: 3 }))).toEqual({ plan: 'pro', value: 3, currency: 'USD' });
    expect(toPixelCall(track(event), settings)).toMatchObject({
      call: { method: 'trackSingle', name: event },
    });
  });

  it('ViewContent takes the product at the root, or else the list or the category', () => {
    expect(toData(track('ViewContent', single))).toMatchObject({ content_ids: ['a'], content_type: 'product' });
    expect(toData(track('ViewContent', { category: 'shoes' }))).toMatchObject({ content_type: 'product_group' });
  });

  it('a custom event keeps its name and goes by trackSingleCustom', () => {
    expect(toPixelCall(track('Trial Began', { plan: 'pro' }), settings)).toEqual({
      call: { method: 'trackSingleCustom', pixelId: '1', name: 'Trial Began', data: { plan: 'pro' }, eventID: 'm1' },
      problems: [],
    });
  });

  it.each(['page', 'Page', 'screen'])('%s becomes PageView with its properties alone', (type) => {
    const message = { type, name: 'Home', properties: { section: 'a', value: 'x' }, messageId: 'm1', timestamp };
    expect(toData(message)).toEqual({ section: 'a', value: 'x' });
  });

  it.each([
    ['EUR', { currency: 'EUR' }, []],
    [' eur\u200b', { currency: 'EUR' }, []],
    ['€', {}, ['currency-unknown']],
    [['EUR'], {}, ['currency-unknown']],
    [' ', {}, ['currency-unknown']],
  ])('PageView has the currency %j as a code, or none', (currency, data, codes) => {
    const message = { type: 'page', properties: { currency }, messageId: 'm1', timestamp };
    expect(toData(message)).toEqual(data);
    expect(toPixelCall(message, settings)).toMatchObject({ problems: codes.map((code) => ({ code })) });
  });
});

describe("RudderStack's documented samples", () => {
  it('track("Product Added", …)', () => {
    const properties = {
      order_ID: '123',
      category: 'boots',
      product_name: 'pink_boots',
      price: 49.99,
      currency: 'EUR',
      checkinDate: 'Thu Mar 24 2018 17:46:45 GMT+0000 (UTC)',
    };
    expect(toData(track('Product Added', properties))).toEqual({
      ...properties,
      content_category: 'boots',
      content_name: 'pink_boots',
      content_type: 'product',
      value: 49.99,
      order_id: '123',
    });
  });

  it('the data object', () => {
    const message = track(
      'Product Purchased',
      {
        currency: 'USD',
        value: 123.45,
        contents: [{ id: 'product123', quantity: 1, delivery_category: 'home_delivery' }],
      },
      {
        timestamp: 1697553987,
        context: {
          userAgent: '$CLIENT_USER_AGENT',
          fbc: 'fb.1.1554763741205.AbCdEfGhIjKlMnOpQrStUvWxYz1234567890',
          fbp: 'fb.1.1558571054389.1098115397',
          page: { url: 'http://example.com/product/123' },
        },
      },
    );
    expect(mapForServer(message, settings, { now: 1697553990_000 })).toMatchObject({
      event: {
        event_name: 'Product Purchased',
        event_time: 1697553987,
        user_data: {
          client_user_agent: '$CLIENT_USER_AGENT',
          fbc: 'fb.1.1554763741205.AbCdEfGhIjKlMnOpQrStUvWxYz1234567890',
          fbp: 'fb.1.1558571054389.1098115397',
        },
        custom_data: {
          currency: 'USD',
          value: 123.45,
          contents: [{ id: 'product123', quantity: 1, delivery_category: 'home_delivery' }],
        },
        event_source_url: 'http://example.com/product/123',
        action_source: 'website',
      },
    });
  });

  it('an event without products mapped to ViewContent takes its category', () => {
    const properties = {
      phone: '1-202-555-0146',
      email: 'alex@example.com',
      category: 'clothing',
      list_id: '1234',
      testDimension: true,
      testMetric: true,
    };
    expect(toData(track('Looked', properties), { pixelId: '1', eventMapping: { looked: 'ViewContent' } })).toEqual({
      category: 'clothing',
      list_id: '1234',
      testDimension: true,
      testMetric: true,
      content_ids: ['clothing'],
      contents: [{ id: 'clothing', quantity: 1 }],
      content_category: 'clothing',
      content_type: 'product_group',
      currency: 'USD',
    });
  });
});

describe('actions', () => {
  const use: Settings = {
    pixelId: '1',
    eventMapping: { 'Trial Started': 'Lead' },
    actions: [
      {
        when: { type: 'track', event: 'trial started', 'properties.plan': 'pro' },
        event: 'StartTrial',
        data: { value: { path: 'properties.amount' }, currency: { value: 'eur' } },
      },
      { when: { type: 'page', name: 'Thanks' }, event: 'Landed' },
    ],
  };
  const toName = (message: object) => {
    const mapped = toPixelCall(message, use);
    return 'call' in mapped && mapped.call.name;
  };

  it('come before the mapping, and put their data over the properties', () => {
    const message = track('Trial Started', { plan: 'pro', amount: '12,50' });
    expect(toName(message)).toBe('StartTrial');
    expect(toData(message, use)).toEqual({ plan: 'pro', amount: '12,50', value: 12.5, currency: 'EUR' });
  });

  it('leave the amount to the properties where theirs cannot be read', () => {
    for (const name of ['revenue', 'total']) {
      const message = track('Trial Started', { plan: 'pro', amount: 'pro', [name]: 25 });
      expect(toData(message, use)).toMatchObject({ value: 25, currency: 'EUR' });
      expect(toProblems(message, use)).toContain('revenue-format properties.value');
    }
  });

  it('leave what does not meet all their conditions to the mapping', () => {
    expect(toName(track('Trial Started', { plan: 'free' }))).toBe('Lead');
    expect(toName({ type: 'page', name: 'Thanks', messageId: 'm1', timestamp })).toBe('Landed');
    expect(toName({ type: 'page', name: 'Home', messageId: 'm1', timestamp })).toBe('PageView');
  });
});

describe('a setting that is undefined', () => {
  const names = Object.keys(settingEntries) as Exclude<keyof Settings, 'pixelId'>[];
  const properties = { order_id: '7', revenue: 9.5, products: twoProducts, city: 'Wien', vat: 'AT1' };
  const message = track('Order Completed', properties, { context: { dataProcessingOptions: [['LDU'], 0, 0] } });

  it.each(names)('is as good as one that is left out: %s', (name) => {
    // The compiler refuses a setting whose type lacks undefined.
    const none: { [Name in Exclude<keyof Settings, 'pixelId'>]?: undefined } = { [name]: undefined };
    const given: Settings = { pixelId: '1', ...none };
    expect(mapForServer(message, given, { now })).toEqual(mapForServer(message, settings, { now }));
    expect(toPixelCall(message, given)).toEqual(toPixelCall(message, settings));
  });
});

describe('what the visitor has asked for', () => {
  const toEvent = (message: object, use = settings) => {
    const mapped = mapForServer(message, use, { now });
    if (!('event' in mapped)) throw new Error(JSON.stringify(mapped));
    return mapped.event;
  };

  it.each([
    [
      [['LDU'], 1, 1000],
      { data_processing_options: ['LDU'], data_processing_options_country: 1, data_processing_options_state: 1000 },
    ],
    [
      ['LDU', 1, 1000],
      { data_processing_options: ['LDU'], data_processing_options_country: 1, data_processing_options_state: 1000 },
    ],
    [[[], 0, 0], { data_processing_options: [], data_processing_options_country: 0, data_processing_options_state: 0 }],
  ])('limited data use %j goes along when the settings say so', (dataProcessingOptions, expected) => {
    const message = track('Lead', {}, { context: { dataProcessingOptions } });
    expect(toEvent(message, { pixelId: '1', limitedDataUse: true })).toMatchObject(expected);
    expect(toEvent(message)).not.toHaveProperty('data_processing_options');
  });

  it.each([
    [true, true],
    ['false', false],
    ['yes', true],
    ['No', false],
    [1, true],
    ['perhaps', undefined],
  ])('opt_out %j is sent as %j, and is no custom data', (opt_out, sent) => {
    const event = toEvent(track('Lead', { opt_out }));
    expect(event.opt_out).toBe(sent);
    expect(event.custom_data).not.toHaveProperty('opt_out');
  });

  it.each([
    ['traits.opt_out', { traits: { opt_out: 'perhaps' } }],
    ['context.traits.opt_out', { context: { traits: { opt_out: 2 } } }],
    ['properties.opt_out', { properties: { opt_out: {} } }],
  ])('that %s cannot be read is told', (field, message) => {
    const { problems } = mapForServer({ ...track('Lead'), ...message }, settings, { now }) as { problems: object[] };
    expect(problems).toContainEqual(expect.objectContaining({ code: 'opt-out-unreadable', field }));
  });
});

describe('the event id', () => {
  const toId = (message: object, use = settings) => {
    const mapped = mapForServer(message, use, { now });
    return 'event' in mapped ? mapped.event.event_id : mapped;
  };
  const order = { order_id: '77', revenue: 1 };

  it.each([
    [
      'root traits first',
      track('Lead', { event_id: 'p' }, { traits: { event_id: 't' }, context: { traits: { event_id: 'c' } } }),
      't',
    ],
    [
      'then the traits of the context',
      track('Lead', { event_id: 'p' }, { context: { traits: { event_id: 'c' } } }),
      'c',
    ],
    ['then the properties', track('Lead', { event_id: 42 }), '42'],
    ['then the message id', track('Lead'), 'm1'],
    ['an order names its purchase', track('Order Completed', order), 'purchase.77'],
    ['an explicit id beats the order', track('Order Completed', { ...order, event_id: 'e' }), 'e'],
    ['only purchases go by their order', track('Product Added', order), 'm1'],
  ])('%s', (_name, message, id) => {
    expect(toId(message)).toBe(id);
  });

  it('that a number has been rounded is told on both legs; as text it is exact', () => {
    for (const [order_id, told] of [
      [2 ** 53, ['id-rounded']],
      [-(2 ** 53) - 2, ['id-rounded']],
      [2 ** 53 - 1, []],
      ['9007199254740993', []],
    ] as const) {
      const message = track('Order Completed', { ...order, order_id });
      const legs = [mapForServer(message, settings, { now }), toPixelCall(message, settings)];
      const problems = legs.map((leg) => ('problems' in leg ? leg.problems.map(({ code }) => code) : leg));
      expect(problems.map((codes) => [codes].flat().filter((code) => code === 'id-rounded'))).toEqual([told, told]);
      expect(toId(message)).toBe(`purchase.${order_id}`);
    }
  });

  it('the order rule can be switched off', () => {
    expect(toId(track('Order Completed', order), { pixelId: '1', orderEventId: false })).toBe('m1');
  });

  it('is made when nothing names one, another each time', () => {
    const ids = [1, 2].map(() => toId({ type: 'track', event: 'Lead', timestamp }));
    expect(ids[0]).toMatch(/\S{10}/);
    expect(ids[0]).not.toBe(ids[1]);
  });
});

describe('the event time', () => {
  const toTime = (fields: object, context: object = {}) => {
    const mapped = mapForServer(track('Lead', {}, { timestamp: undefined, ...fields }), settings, { now, ...context });
    return 'event' in mapped ? mapped.event.event_time : findErrors(mapped);
  };
  const seconds = now / 1000 - 60;

  it.each([
    ['ISO text', '2026-01-31T11:59:00Z'],
    ['ISO text with an offset', '2026-01-31T12:59:00+01:00'],
    ['ISO text without zone, read as UTC', '2026-01-31T11:59:00'],
    ['a space instead of the T', '2026-01-31 11:59:00'],
    ['seconds', seconds],
    ['milliseconds', seconds * 1000],
    ['digits', String(seconds)],
    ['a Date', new Date(seconds * 1000)],
    ['the text of a Date', 'Sat Jan 31 2026 11:59:00 GMT+0000 (UTC)'],
  ])('reads %s', (_name, given) => {
    expect(toTime({ timestamp: given })).toBe(seconds);
  });

  it('falls back to originalTimestamp, then to now', () => {
    expect(toTime({ originalTimestamp: '2026-01-31T11:59:00Z' })).toBe(seconds);
    expect(toTime({})).toBe(now / 1000);
  });

  it.each([
    ['a day less than 7 days ago', '2026-01-25T12:00:00Z', Date.parse('2026-01-25T12:00:00Z') / 1000],
    ['half a minute ahead, which is now', '2026-01-31T12:00:30Z', now / 1000],
    ['8 days ago', '2026-01-23T12:00:00Z', ['event-too-far']],
    ['two minutes ahead', '2026-01-31T12:02:00Z', ['event-too-far']],
    ['no time at all', 'yesterday', ['timestamp-unreadable']],
  ])('%s', (_name, timestamp, expected) => {
    expect(toTime({ timestamp })).toEqual(expected);
  });

  it("takes a sender's wrong clock out, of live messages alone", () => {
    const hourAhead = { timestamp: '2026-01-31T12:59:00Z', sentAt: '2026-01-31T13:00:00Z' };
    expect(toTime(hourAhead, { live: true })).toBe(seconds);
    expect(toTime(hourAhead)).toEqual(['event-too-far']);
  });

  it('store sales may be 62 days old', () => {
    expect(toTime({ timestamp: '2025-12-10T12:00:00Z', properties: { action_source: 'physical_store' } })).toBe(
      Date.parse('2025-12-10T12:00:00Z') / 1000,
    );
  });
});

describe('custom data', () => {
  it('flattens objects, keeps lists, leaves empty values out', () => {
    const properties = {
      shipping: { method: 'bike', days: { min: 1 } },
      sizes: [1, null, ''],
      empty: '',
      none: null,
      not: Number.NaN,
    };
    expect(toData(track('Odd', properties))).toEqual({ 'shipping.method': 'bike', 'shipping.days.min': 1, sizes: [1] });
  });

  it('drops personal data under its names at every depth, and e-mail addresses under any name', () => {
    const properties = {
      email: 'a@b.example',
      FirstName: 'Ada',
      customer: { phone: '123', note: 'call ada@example.com' },
      list: [{ city: 'Paris', kept: 1, contact: 'x%40y.example' }, 'ada@example.com'],
      kept: '@home',
    };
    expect(toData(track('Odd', properties))).toEqual({ list: [{ kept: 1 }], kept: '@home' });
  });

  it.each(
    'email firstName lastName first_name last_name gender city country phone state zip postalCode postal_code birthday dateOfBirth date_of_birth'.split(
      ' ',
    ),
  )('never passes %s on', (name) => {
    expect(toData(track('Odd', { [name]: 'x', [name.toUpperCase()]: 'x', deep: { [name]: 'x' }, kept: 1 }))).toEqual({
      kept: 1,
    });
  });

  it('leaves out what has a name of more than 200 characters, with one warning for all of them', () => {
    const long = 'p'.repeat(200);
    const message = track('Odd', { [long]: 1, [`${long}x`]: 2, [`y${long}`]: { z: 3 }, deep: { [long]: 4 } });
    expect(toData(message)).toEqual({ [long]: 1 });
    const mapped = mapForServer(message, settings, { now });
    const names = mapped.rejected ? [] : 'problems' in mapped ? mapped.problems : [];
    expect(names.filter(({ code }) => code === 'property-name-too-long')).toHaveLength(1);
  });

  it.each([
    'ada@\u200bexample.com',
    'ada\u00ad@exam\u00adple.com',
    'ada\ufeff@example.com',
    'ada＠example.com',
    'ａｄａ@ｅｘａｍｐｌｅ.ｃｏｍ',
    'ada%40exam\u200bple.com',
  ])('finds an e-mail address in disguise: %j', (note) => {
    const message = track('Odd', { note, list: [note], kept: 1 });
    expect(toData(message)).toEqual({ list: [], kept: 1 });
  });

  it('drops keys that are e-mail addresses, and rejects names that hold one', () => {
    expect(toData(track('Odd', { 'ada@example.com': 1, deep: [{ 'ada@example.com': 1, kept: 2 }] }))).toEqual({
      deep: [{ kept: 2 }],
    });
    expect(findErrors(mapForServer(track('Hi ada@example.com'), settings, { now }))).toEqual(['email-in-text']);
  });

  it('obeys allow list and deny list', () => {
    const use: Settings = {
      pixelId: '1',
      piiAllowlist: ['city'],
      piiDenylist: [{ property: 'vat' }, { property: 'card', hash: true }],
    };
    const properties = { city: 'Paris', vat: 'X', card: '42', plan: 'pro' };
    const hashed = mapForServer(track('Odd', properties), use, { now });
    expect(hashed).toMatchObject({ event: { custom_data: { city: 'Paris', card: sha256('42'), plan: 'pro' } } });
    expect(toPixelCall(track('Odd', properties), use)).toMatchObject({
      call: { data: { city: 'Paris', plan: 'pro' } },
    });
    expect(JSON.stringify(toPixelCall(track('Odd', properties), use))).not.toMatch(/42|"X"/);
  });

  it.each([
    ['VAT', { plan: 'pro', deep: { vat: 'X' }, list: [{ vat: 'X' }] }, { plan: 'pro', list: [{}] }],
    ['customer.Vat', { vat: 'X', customer: { VAT: 'Y', plan: 'pro' } }, { vat: 'X', 'customer.plan': 'pro' }],
  ])('denies %j in any case, by its name at any depth, and by its path', (property, properties, expected) => {
    expect(toData(track('Odd', properties), { pixelId: '1', piiDenylist: [{ property }] })).toEqual(expected);
  });

  it.each([
    ['a text', '42', sha256('42')],
    ['a number', 42, sha256('42')],
    ['a boolean', true, sha256('true')],
    ['a date', new Date(now), sha256('2026-01-31T12:00:00.000Z')],
    ['an invalid date', new Date(Number.NaN), undefined],
    ['a list', ['42'], undefined],
    ['an object', { number: '42' }, undefined],
  ])('hashes a denied property that is %s on the server alone, or leaves it out', (_what, card, hash) => {
    const use: Settings = { pixelId: '1', piiDenylist: [{ property: 'card', hash: true }] };
    expect(mapForServer(track('Odd', { card, plan: 'pro' }), use, { now })).toMatchObject({
      event: { custom_data: hash ? { card: hash, plan: 'pro' } : { plan: 'pro' } },
    });
    expect(toPixelCall(track('Odd', { card, plan: 'pro' }), use)).toMatchObject({ call: { data: { plan: 'pro' } } });
    for (const mapped of [
      mapForServer(track('Odd', { card }), use, { now }),
      toPixelCall(track('Odd', { card }), use),
    ]) {
      expect(JSON.stringify(mapped)).not.toMatch(/"42"|42,|2026-01-31T12/);
    }
  });

  it('writes a date as text', () => {
    expect(toData(track('Odd', { day: new Date(now), never: new Date(Number.NaN), days: [new Date(now)] }))).toEqual({
      day: '2026-01-31T12:00:00.000Z',
      days: ['2026-01-31T12:00:00.000Z'],
    });
  });

  it('keeps names that only look like those of prototypes', () => {
    const properties = { constructors: 1, my__proto__: 2, prototype: 3, deep: [{ constructor: 4, subprototype: 5 }] };
    expect(toData(track('Odd', properties))).toEqual({ constructors: 1, my__proto__: 2, deep: [{ subprototype: 5 }] });
  });

  it('a path of the deny list beats the name in the allow list', () => {
    const use: Settings = { pixelId: '1', piiAllowlist: ['City'], piiDenylist: [{ property: 'billing.city' }] };
    const properties = { city: 'Paris', billing: { city: 'Rome' }, shipping: { city: 'Oslo' } };
    expect(toData(track('Odd', properties), use)).toEqual({ city: 'Paris', 'shipping.city': 'Oslo' });
  });

  it.each(['product_id', 'products.product_id'])('denies %j of a product', (property) => {
    const use: Settings = { pixelId: '1', piiDenylist: [{ property }] };
    const products = [{ product_id: 'a', sku: 'b', price: 3 }];
    expect(toData(track('Checkout Started', { products }), use)).toMatchObject({
      content_ids: ['b'],
      contents: [{ id: 'b', quantity: 1, item_price: 3 }],
    });
  });

  it('a denied property that is said to be hashed goes as it is only if it looks it', () => {
    const use: Settings = { pixelId: '1', piiDenylist: [{ property: 'card', hash: true }] };
    const integrations = { fb_conversions: { hashed: true } };
    const toCard = (card: string) => {
      const mapped = mapForServer(track('Odd', { card }, { integrations }), use, { now });
      return 'event' in mapped && mapped.event.custom_data.card;
    };
    expect(toCard('A'.repeat(64))).toBe('a'.repeat(64));
    expect(toCard('4242')).toBe(sha256('4242'));
  });

  it('a denied property does not come back under another name', () => {
    const use: Settings = { pixelId: '1', piiDenylist: [{ property: 'category' }, { property: 'name' }] };
    const data = toData(track('Product Added', single), use);
    expect(data).not.toHaveProperty('content_category');
    expect(data).not.toHaveProperty('content_name');
  });

  it.each([
    [12.5, 12.5],
    ['1,234.50', 1234.5],
    ['$1,234.50', 1234.5],
    ['12,50 €', 12.5],
    ['1.234,50', 1234.5],
    ['1,234', 1234],
    ['1.234', 1.234],
    ['1.234.567', 1234567],
    ["CHF 1'234.50", 1234.5],
    ['.50', 0.5],
    ['Rs. 500', 500],
    ['Rs.1,234.50', 1234.5],
    ['S/. 10', 10],
    ['-$5', -5],
    ['-3', -3],
    [0, 0],
    ['0', 0],
  ])('reads %j as an amount', (revenue, value) => {
    expect(toData(track('Order Completed', { revenue })).value).toBe(value);
  });

  it.each(['abc', '1,2,3x4', '', '12 34 apples and pears', '5/3', '5-'])('a purchase of %j is rejected', (revenue) => {
    const mapped = mapForServer(track('Order Completed', { revenue }), settings, { now });
    expect(mapped.rejected?.[0]?.message).toMatch(/Revenue is not in the correct format|is required for Purchase/);
    expect(toPixelCall(track('Order Completed', { revenue }), settings).rejected).toBeDefined();
  });

  it.each([
    [{ revenue: 'null', total: '12.50' }, 12.5, 'properties.revenue'],
    [{ revenue: '(not set)', value: 'N/A', price: 0, total: 4 }, 0, 'properties.revenue'],
    [{ value: { amount: 20, currency: 'EUR' }, total: 20 }, 20, 'properties.value'],
  ])('passes over what stands for no amount in %j, and tells it', (properties, value, field) => {
    expect(toData(track('Order Completed', properties)).value).toBe(value);
    expect(toProblems(track('Order Completed', properties))).toContain(`revenue-format ${field}`);
  });

  it.each([
    [{ revenue: { amount: 20, currency: 'EUR' } }, 'properties.revenue'],
    [{ revenue: 'null', total: 'n/a' }, 'properties.revenue'],
    [{ price: 'free', total: 4 }, 'properties.price'],
    [{ revenue: [5], total: 4 }, 'properties.revenue'],
  ])('a purchase of %j is rejected because of %s', (properties, field) => {
    const { rejected } = mapForServer(track('Order Completed', properties), settings, { now });
    expect(rejected?.[0]).toMatchObject({ severity: 'error', code: 'revenue-format', field });
    expect(toPixelCall(track('Order Completed', properties), settings).rejected?.[0]).toMatchObject({ field });
  });

  it('leaves out the price of a product that is an object, and tells it', () => {
    const price = { shop_money: { amount: '10.00', currency_code: 'EUR' } };
    const message = track('Order Completed', { revenue: 20, price: 5, products: [{ product_id: 'a', price }] });
    expect(toData(message).contents).toEqual([{ id: 'a', quantity: 1 }]);
    expect(toProblems(message)).toContain('number-unreadable properties.products.item_price');
  });

  it.each([
    ['eur', 'EUR'],
    [' usd ', 'USD'],
  ])('reads the currency %j', (currency, code) => {
    expect(toData(track('Order Completed', { revenue: 1, currency })).currency).toBe(code);
  });

  it('an unknown currency rejects a purchase, and costs others their amount', () => {
    expect(
      mapForServer(track('Order Completed', { revenue: 1, currency: 'ABC' }), settings, { now }).rejected?.[0]?.code,
    ).toBe('currency-unknown');
    expect(toData(track('Product Added', { ...single, currency: 'EURO' }))).not.toHaveProperty('value');
  });

  it('an object is no currency, and blank text is none at all', () => {
    const rejected = track('Order Completed', { revenue: 1, currency: { code: 'EUR' } });
    expect(findErrors(mapForServer(rejected, settings, { now }))).toEqual(['currency-unknown']);
    expect(findErrors(toPixelCall(rejected, settings))).toEqual(['currency-unknown']);
    expect(toData(track('Order Completed', { revenue: ' ', value: 2, currency: ' ' }))).toMatchObject({
      value: 2,
      currency: 'USD',
    });
  });

  it.each([
    [{ products: ['a', '{"product_id":"b"}'] }, 'products-not-list properties.products'],
    [{ products: [{ product_id: 'a' }, 'b'] }, 'products-not-list properties.products'],
    [{ content_ids: [{ id: 'a' }] }, 'contents-malformed properties.content_ids'],
    [{ weight: Number.NaN }, 'number-unreadable properties.weight'],
  ])('tells on both legs what of %j is left out', (properties, problem) => {
    const message = track('Checkout Started', properties);
    const problems = [toPixelCall(message, settings), mapForServer(message, settings, { now })].map((mapped) =>
      'problems' in mapped ? mapped.problems.map(({ code, field }) => `${code} ${field}`) : [],
    );
    expect(problems).toEqual([expect.arrayContaining([problem]), expect.arrayContaining([problem])]);
  });

  it.each([
    [{ content_type: 'hotel' }, 'hotel'],
    [{ category: 'shoes' }, 'product_group'],
    [{ products: [{ id: 'a', category: 'shoes' }] }, 'product_group'],
    [{ category: ['home', 'boots'] }, 'home_listing'],
    [{ products: [{ id: 'a', category: ['home', 'boots'] }] }, 'home_listing'],
    [{}, 'product'],
  ])('takes the content type of %j', (properties, type) => {
    const categoryToContentType = { shoes: 'product_group', 'home,boots': 'home_listing' };
    const use: Settings = { pixelId: '1', categoryToContentType };
    expect(toData(track('Product Added', { ...properties }), use).content_type).toBe(type);
  });

  it('takes the content type of integrations first, for events about products alone', () => {
    const integrations = { fb_conversions: { contentType: 'hotel' } };
    expect(toData(track('Product Added', { ...single, content_type: 'x' }, { integrations }))).toMatchObject({
      content_type: 'hotel',
    });
    expect(toData(track('Lead', {}, { integrations }))).toEqual({});
  });

  it('keeps what the caller has counted himself when there are no products', () => {
    const own = { revenue: 1, contents: [{ id: 'x', quantity: 3 }], content_ids: ['x'], num_items: 3 };
    expect(toData(track('Order Completed', own))).toMatchObject({
      contents: own.contents,
      content_ids: ['x'],
      num_items: 3,
    });
  });
});

describe('the number of items that a caller has counted', () => {
  const products = [{ product_id: 'a' }, { product_id: 'b' }];

  it.each([
    ['5', 5],
    [' 1,000 ', 1000],
    [0, 0],
    // What is no number counts as missing: the products are counted.
    ['three', 2],
    [[3], 2],
    [true, 2],
    [{ count: 3 }, 2],
  ])('%j is sent as the number %d', (num_items, count) => {
    expect(toData(track('Checkout Started', { products, num_items })).num_items).toBe(count);
  });

  it('may be a bigint, as databases count', () => {
    expect(mapForServer(track('Basket Shared', { num_items: 5n }), settings, { now })).toMatchObject({
      event: { custom_data: { num_items: 5 } },
      problems: expect.not.arrayContaining([expect.objectContaining({ code: 'number-unreadable' })]),
    });
  });

  it('is left out with a warning where it is no number and nothing else can be counted', () => {
    const message = track('Basket Shared', { num_items: 'three' });
    expect(toData(message)).toEqual({});
    const warned = { code: 'number-unreadable', field: 'properties.num_items' };
    const problems = expect.arrayContaining([expect.objectContaining(warned)]);
    expect(toPixelCall(message, settings)).toMatchObject({ problems });
    expect(mapForServer(message, settings, { now })).toMatchObject({ problems });
  });
});

describe('messages that make no event', () => {
  it.each([[{ type: 'identify', userId: 'u' }], [{ type: 'group' }], [{ type: 'alias' }]])(
    '%j is skipped on both legs, with a reason',
    (message) => {
      expect(toPixelCall(message, settings).skipped).toMatch(/\w+/);
      expect(mapForServer(message, settings, { now }).skipped).toMatch(/\w+/);
    },
  );

  it.each([[{ 'Facebook Conversions': false }], [{ All: false }]])(
    'integrations %j switch both legs off, with a reason',
    (integrations) => {
      const message = track('Lead', {}, { integrations });
      const { skipped } = mapForServer(message, settings, { now });
      expect(skipped).toMatch(/\w+/);
      expect(toPixelCall(message, settings)).toEqual({ skipped });
    },
  );

  it('All: false spares a destination that is named beside it', () => {
    expect(toData(track('Lead', {}, { integrations: { All: false, FacebookConversions: true } }))).toEqual({});
  });

  it.each([
    ['type-missing', { event: 'x' }, "'type' is missing"],
    ['type-unsupported', { type: 'record' }, 'not supported'],
    ['event-missing', { type: 'track' }, "'event' is required and should be a string"],
    ['message-unreadable', 'text', 'plain JSON object'],
    ['message-unreadable', null, 'plain JSON object'],
    ['revenue-required', track('Order Completed'), "'properties.revenue' is required for Purchase"],
    ['action-source-invalid', track('Lead', { action_source: 'mars' }), 'Invalid Action Source type'],
    ['category-not-text', track('Product Added', { category: { a: 1 } }), 'Category must be a string'],
    ['query-not-text', track('Products Searched', { query: { a: 1 } }), "'query' should be in string format only"],
  ])('%s rejects with field, rule and fix: both legs, unless the server alone can judge it', (code, message, text) => {
    const server = mapForServer(message, settings, { now });
    expect(server.rejected?.map((problem) => problem.code)).toContain(code);
    expect(server.rejected?.find((problem) => problem.code === code)?.message).toContain(text);
    expect(toPixelCall(message, settings).rejected !== undefined).toBe(code !== 'action-source-invalid');
  });

  it('a rejection names every problem', () => {
    const message = track('Order Completed', { category: {}, query: {}, currency: 'no' });
    expect(findErrors(mapForServer(message, settings, { now }))?.sort()).toEqual([
      'category-not-text',
      'currency-unknown',
      'query-not-text',
      'revenue-required',
    ]);
  });
});

describe('hostile input', () => {
  const trap = {
    toString: () => {
      throw new Error('trap');
    },
  };
  const cycle: Record<string, unknown> = { a: 1 };
  cycle.self = cycle;
  const deep = JSON.parse(`${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`);
  const getter = Object.defineProperty({}, 'value', {
    enumerable: true,
    get: () => {
      throw new Error('trap');
    },
  });

  it.each([
    ['a toString trap', { revenue: 1, category: trap, name: trap, order_id: trap }],
    ['a cycle', cycle],
    ['a deep object', deep],
    ['a throwing getter', getter],
    ['prototype keys', JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}')],
    ['a huge list', { revenue: 1, list: Array.from({ length: 200_000 }, () => ({ a: 1 })) }],
    ['halves of surrogate pairs', { name: '\ud800', revenue: 1 }],
    ['bigint and symbol', { big: 10n, sign: Symbol('x'), call: () => 1 }],
  ])('%s throws nothing and is not changed', (_name, properties) => {
    for (const event of ['Odd', 'Product Added', 'Order Completed']) {
      const message = track(event, properties as object);
      expect(() => toPixelCall(message, settings)).not.toThrow();
      expect(() => mapForServer(message, settings, { now })).not.toThrow();
    }
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('changes nothing of a message', () => {
    const message = track(
      'Order Completed',
      { revenue: '1', products: [{ product_id: 1 }], nested: { a: [1] } },
      { traits: { name: 'Ada Byron' } },
    );
    const before = structuredClone(message);
    toData(message);
    expect(message).toEqual(before);
  });
});

describe('the address of the page', () => {
  const toUrl = (url: string) => {
    const mapped = mapForServer(track('Lead', {}, { context: { page: { url } } }), settings, { now });
    return 'event' in mapped ? mapped.event.event_source_url : mapped;
  };

  it.each([
    ['https://shop.example/a?b=1#c', 'https://shop.example/a?b=1#c'],
    ['https://shop.example/?email=x&utm=1&q=ada%40example.com', 'https://shop.example/?utm=1'],
    [
      'https://shop.example/?checkout[shipping_address][first_name]=Ada&customer%5Bphone%5D=1&filter[size]=9',
      'https://shop.example/?filter[size]=9',
    ],
    ['https://shop.example/red boots?q=a b#c d', 'https://shop.example/red%20boots?q=a%20b#c%20d'],
    // Routes behind the hash.
    ['https://shop.example/#/thanks?phone=4479111&p=1', 'https://shop.example/#/thanks?p=1'],
    ['https://shop.example/?zip=1010#first_name=Ada&p=1', 'https://shop.example/#p=1'],
    ['https://shop.example/?a=%41&city=x#/b?dob=1990', 'https://shop.example/?a=%41#/b?'],
    ['https://shop example/', undefined],
    ['https://sh%6Fp.example/', undefined],
    ['https://ada:secret@shop.example/', 'https://shop.example/'],
    ['https://shop.example/u/ada@example.com/orders', 'https://shop.example/u/_/orders'],
    ['javascript:alert(1)', undefined],
    ['file:///etc/passwd', undefined],
  ])('%s', (url, clean) => {
    expect(toUrl(url)).toBe(clean);
  });
});

describe('user data', () => {
  const toUser = (message: object, use = settings) => {
    const mapped = mapForServer(message, use, { now });
    if (!('event' in mapped)) throw new Error(JSON.stringify(mapped));
    return mapped.event.user_data;
  };

  it('root traits beat those of the context, and a name fills what is missing', () => {
    const message = track(
      'Lead',
      {},
      {
        userId: 'u1',
        anonymousId: 'a1',
        traits: { email: 'root@example.com', name: 'Ada King Byron', address: { city: 'London' } },
        context: {
          traits: {
            email: 'context@example.com',
            phone: '+16505550100',
            lastName: 'Lovelace',
            address: { city: 'Paris', zip: '1' },
          },
        },
      },
    );
    expect(toUser(message)).toMatchObject({
      external_id: sha256('u1'),
      em: sha256('root@example.com'),
      ph: sha256('16505550100'),
      fn: sha256('ada'),
      ln: sha256('lovelace'),
      ct: sha256('london'),
      zp: sha256('1'),
    });
  });

  it('the anonymous id stands in for a user id, unless external ids are not wanted', () => {
    const message = track('Lead', {}, { anonymousId: 'a1', traits: { email: 'ada@example.com' } });
    expect(toUser(message).external_id).toBe(sha256('a1'));
    expect(toUser(message, { pixelId: '1', removeExternalId: true })).not.toHaveProperty('external_id');
  });

  it('another click id in the address replaces the stored one, the same keeps its time', () => {
    const at = (fbclid: string) =>
      toUser(
        track(
          'Lead',
          {},
          { context: { fbc: 'fb.1.1700000000000.Old', page: { url: `https://s.example/?fbclid=${fbclid}` } } },
        ),
      ).fbc;
    expect(at('Old')).toBe('fb.1.1700000000000.Old');
    expect(at('New.er_-')).toBe(`fb.1.${Date.parse(timestamp)}.New__DOT__er_-`);
  });

  it.each([
    ['?fbclid=a%2Cb', ['fbclid-malformed']],
    [`?fbclid=${'x'.repeat(501)}`, ['fbclid-malformed']],
    ['#/boots?fbclid=a%20b', ['fbclid-malformed']],
    ['?fbclid=', []],
    ['?xfbclid=a,b', []],
    ['?fbclid=A.b_-', []],
  ])('the click id of %s has the problems %j', (query, codes) => {
    const page = { url: `https://s.example/${query}` };
    const mapped = mapForServer(track('Lead', {}, { context: { page } }), settings, { now });
    const problems = 'problems' in mapped ? mapped.problems.map(({ code }) => code as string) : [];
    expect(problems.filter((code) => code.startsWith('fbc'))).toEqual(codes);
    expect('event' in mapped && 'fbc' in mapped.event.user_data).toBe(query === '?fbclid=A.b_-');
  });

  it('malformed cookies are left out, with a warning', () => {
    const mapped = mapForServer(track('Lead', {}, { context: { fbc: 'IwAR-bare', fbp: 'fb.1.x.2' } }), settings, {
      now,
    });
    expect('event' in mapped && mapped.event.user_data).not.toHaveProperty('fbc');
    expect('problems' in mapped && mapped.problems.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['fbc-malformed', 'fbp-malformed']),
    );
  });

  it('strict refuses a website event without user agent and address', () => {
    const mapped = mapForServer(track('Lead'), { pixelId: '1', strict: true }, { now });
    expect(mapped.rejected?.map(({ code }) => code)).toEqual(['user-agent-missing', 'url-missing']);
  });
});
