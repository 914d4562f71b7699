import Rudder from '@rudderstack/rudder-sdk-node';
import { Analytics as Segment } from '@segment/analytics-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFixture, type Fixture } from './support/fixture.js';
import { serveTwinbeam } from './support/serve-twinbeam.js';
import { sha256 } from './support/sha256.js';

/**
 * Calls like those in RudderStack's and Segment's documents, made with their own libraries, and the events that the two
 * documents about Facebook's Conversions API promise for them.
 */

interface Call {
  userId: string;
  event: string;
  properties?: object;
  context?: object;
  integrations?: Record<string, boolean | object>;
  timestamp?: Date;
}

const serverKey = 'a-secret-server-key';
const products = [
  { product_id: 'p1', sku: 'S-1', name: 'Boots', price: 40, quantity: 2, category: 'Shoes' },
  { sku: 'S-2', name: 'Laces', price: 5.5 },
];
const contents = [
  { id: 'p1', quantity: 2, item_price: 40 },
  { id: 'S-2', quantity: 1, item_price: 5.5 },
];
const delivered = contents.map((content) => ({ ...content, delivery_category: 'home_delivery' }));

const rows: [event: string, properties: object, name: string, customData: object][] = [
  [
    'Product Added',
    { order_ID: '123', category: 'boots', product_name: 'pink_boots', price: 49.99, currency: 'EUR' },
    'AddToCart',
    { content_category: 'boots', content_name: 'pink_boots', currency: 'EUR', value: 49.99 },
  ],
  [
    'Product Viewed',
    { product_id: 'p1', sku: 'S-1', name: 'Boots', category: 'Shoes', price: 40, quantity: 1, currency: 'usd' },
    'ViewContent',
    {
      content_ids: ['p1'],
      content_name: 'Boots',
      currency: 'USD',
      contents: [{ id: 'p1', quantity: 1, item_price: 40 }],
    },
  ],
  [
    'Product List Viewed',
    { list_id: 'hot', category: 'Shoes', products },
    'ViewContent',
    { content_ids: ['p1', 'S-2'], content_type: 'product', content_category: 'Shoes', contents },
  ],
  [
    'Product List Viewed',
    { list_id: 'hot', category: 'Shoes' },
    'ViewContent',
    { content_ids: ['Shoes'], content_type: 'product_group', contents: [{ id: 'Shoes', quantity: 1 }] },
  ],
  ['Products Searched', { query: 'blue boots' }, 'Search', { search_string: 'blue boots' }],
  [
    'Product Added to Wishlist',
    { wishlist_id: 'w1', products, currency: 'EUR', value: 85.5 },
    'AddToWishlist',
    { content_ids: ['p1', 'S-2'], currency: 'EUR', value: 85.5 },
  ],
  [
    'Checkout Started',
    { order_id: 'o1', revenue: 85.5, currency: 'EUR', category: 'Shoes', products },
    'InitiateCheckout',
    { content_category: 'Shoes', currency: 'EUR', value: 85.5, contents, num_items: 2 },
  ],
  [
    'Payment Info Entered',
    { checkout_id: 'c1', order_id: 'o1', category: 'Shoes', currency: 'EUR', value: 85.5, products },
    'AddPaymentInfo',
    { content_category: 'Shoes', currency: 'EUR', value: 85.5, content_ids: ['p1', 'S-2'] },
  ],
  [
    'Order Completed',
    { order_id: 'o1', revenue: 85.5, shipping: 3, currency: 'EUR', delivery_category: 'home_delivery', products },
    'Purchase',
    { currency: 'EUR', value: 85.5, contents: delivered, order_id: 'o1' },
  ],
  ['Article Bookmarked', { title: 'Snow Fall', length: 12 }, 'Article Bookmarked', { title: 'Snow Fall', length: 12 }],
];

let fixture: Fixture;
beforeEach(async () => {
  fixture = await createFixture(() => ({ outbox: 'memory:', serverKey }));
});
afterEach(() => fixture.close());

/** Starts a library that sends to a server of its own; `send` waits until everything is delivered. */
async function startLibrary(name: string) {
  const server = await serveTwinbeam(fixture.start());
  fixture.closeLater(() => server.close());
  const host = `http://localhost:${server.port}`;
  if (name === '@segment/analytics-node') {
    const analytics = new Segment({ writeKey: serverKey, host, path: '/twin/v1/batch' });
    return {
      track: (call: Call) => analytics.track(call as Parameters<Segment['track']>[0]),

      page: (call: { userId: string; name: string; properties: object }) =>
        analytics.page(call as Parameters<Segment['page']>[0]),
      send: () => analytics.closeAndFlush(),
    };
  }
  const analytics = new Rudder(serverKey, { dataPlaneUrl: `${host}/twin`, logLevel: 'none' });
  return {
    track: (call: Call) => void analytics.track(call as Parameters<Rudder['track']>[0]),

    page: (call: { userId: string; name: string; properties: object }) =>
      void analytics.page(call as Parameters<Rudder['page']>[0]),
    send: () => analytics.flush(),
  };
}

describe.each(['@rudderstack/rudder-sdk-node', '@segment/analytics-node'])('%s', (library) => {
  it('creates the event that the documents promise for each sample call', async () => {
    const { track, page, send } = await startLibrary(library);
    for (const [event, properties] of rows) track({ userId: 'u1', event, properties });
    page({ userId: 'u1', name: 'Home', properties: { url: 'https://shop.example/', title: 'Shop' } });
    await send();
    await expect.poll(() => fixture.sandbox.events().length).toBe(rows.length + 1);
    // Purchases have their own lane; within a lane, events keep their order.
    const events = fixture.sandbox.events();
    for (const isPurchase of [true, false]) {
      const inLane = events.filter(({ event_name }) => (event_name === 'Purchase') === isPurchase);
      const expected = rows.filter(([, , name]) => (name === 'Purchase') === isPurchase);
      for (const [index, [, , event_name, custom_data]] of expected.entries()) {
        expect(inLane[index]).toMatchObject({ event_name, custom_data, action_source: 'website' });
      }
    }
    const [pageView] = events.filter(({ event_name }) => event_name === 'PageView');
    expect(pageView).toMatchObject({ event_name: 'PageView', event_source_url: 'https://shop.example/' });
  });

  it('sends the person in the traits hashed, and unchanged if the call says that the traits are hashed', async () => {
    const { track, send } = await startLibrary(library);
    const traits = { email: 'Ada@Example.com', firstName: 'Ada', address: { city: 'Berlin', country: 'DE' } };
    const hashed = { email: sha256('ada@example.com') };
    const context = { ip: '8.8.8.8', userAgent: 'Mozilla/5.0 Test/1', page: { url: 'https://shop.example/lead' } };
    track({ userId: 'u1', event: 'Lead', context: { ...context, traits } });
    track({
      userId: 'u1',
      event: 'Lead',
      context: { ...context, traits: hashed },
      integrations: { 'Facebook Conversions': { hashed: true } },
    });
    await send();
    await expect.poll(() => fixture.sandbox.events().length).toBe(2);
    const [clear, given] = fixture.sandbox.events();
    expect(clear).toMatchObject({ event_source_url: 'https://shop.example/lead' });
    expect(clear?.user_data).toMatchObject({
      em: sha256('ada@example.com'),
      fn: sha256('ada'),
      ct: sha256('berlin'),
      country: sha256('de'),
      external_id: sha256('u1'),
      client_ip_address: '8.8.8.8',
      client_user_agent: 'Mozilla/5.0 Test/1',
    });
    expect(given?.user_data).toMatchObject({ em: sha256('ada@example.com') });
  });

  it('takes content_type from the documented places, and leaves out options for other destinations', async () => {
    const { track, send } = await startLibrary(library);
    const integrations = { 'Facebook Conversions': { contentType: 'vehicle' } };
    track({ userId: 'u1', event: 'Product Viewed', properties: { id: 'c1' }, integrations });
    track({ userId: 'u1', event: 'Lead', integrations: { All: false, Amplitude: true } });
    track({ userId: 'u1', event: 'Lead', integrations: { All: false, fb_conversions: true }, timestamp: new Date() });
    await send();
    await expect.poll(() => fixture.sandbox.events().length).toBe(2);
    expect(fixture.sandbox.events()).toMatchObject([
      { event_name: 'ViewContent', custom_data: { content_type: 'vehicle' } },
      { event_name: 'Lead' },
    ]);
  });
});
