import { describe, expect, it } from 'vitest';
import { mapMessage, type ServerEvent, type Settings } from '../dist/index.js';
import { sha256 } from './support/sha256.js';

/**
 * Every row of every table on Customer.io's page about its Facebook Conversions destination and on RudderStack's page
 * about its cloud mode. If Twinbeam has another rule, the name of the test says "not as on the page".
 */

type Fields = Record<string, unknown>;
type Use = Partial<Settings>;

const now = Date.parse('2026-01-31T12:00:00Z');

/** Maps a message with values at dotted paths; by default, a `track` of a known user. */
function map(values: Fields, use: Use) {
  const message: Fields = { type: 'track', event: 'Lead', messageId: 'm1', userId: 'u1' };
  for (const [path, value] of Object.entries(values)) {
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    let node = message;
    for (const key of keys) {
      node[key] ??= {};
      node = node[key] as Fields;
    }
    node[last] = value;
  }
  return mapMessage(message, { pixelId: '1', ...use }, { now });
}

function accepted(values: Fields, use: Use = {}) {
  const result = map(values, use);
  if (!('event' in result)) throw new Error(JSON.stringify(result));
  return result;
}

const toEvent = (values: Fields, use?: Use): ServerEvent => accepted(values, use).event;
const toUserData = (values: Fields, use?: Use) => toEvent(values, use).user_data;
const toCustomData = (event: string, properties: Fields, use?: Use, rest?: Fields) =>
  toEvent({ event, properties, ...rest }, use).custom_data;
const findWarnings = (values: Fields) => accepted(values).problems.map(({ code }) => code);

/** Expects the message to be rejected for this reason only. */
function expectError(text: string, values: Fields, use: Use = {}): void {
  const errors = (map(values, use).rejected ?? []).filter(({ severity }) => severity === 'error');
  expect(errors.map(({ message }) => message)).toEqual([expect.stringContaining(text)]);
}

/**
 * A field of ours, the paths from which its value may come (the first one found wins), a value, and what is sent for
 * it.
 */
type SourceRow = [paths: string[], field: string, value: unknown, sent: unknown, other?: unknown];

/** Creates a test for each path: alone, and together with all later paths, which have another value. */
const eachPath = (rows: SourceRow[]) =>
  rows.flatMap(([paths, field, value, sent, other]) =>
    paths.map((path, index) => {
      const later = Object.fromEntries(paths.slice(index + 1).map((rival) => [rival, other]));
      return [path, field, sent, [{ [path]: value }, { [path]: value, ...later }] as Fields[]] as const;
    }),
  );

describe("Customer.io's page: actions with a default trigger", () => {
  it.each([
    ['Purchase', 'track', 'Order Completed'],
    ['InitiateCheckout', 'track', 'Checkout Started'],
    ['AddToCart', 'track', 'Product Added'],
    ['ViewContent', 'track', 'Product Viewed'],
    ['Search', 'track', 'Products Searched'],
    ['PageView', 'page', undefined],
  ])('%s: type = %s and event = %s', (name, type, event) => {
    expect(toEvent({ type, event, 'properties.revenue': 1 }).event_name).toBe(name);
  });

  const when = { type: 'track', event: 'Account Opened', 'properties.kind': 'full' };
  const data = { content_name: { path: 'properties.form' }, currency: { value: 'EUR' } };

  it.each([
    [
      'CompleteRegistration by its trigger',
      'CompleteRegistration',
      'full',
      { content_name: 'footer', currency: 'EUR' },
    ],
    ['an event of any name', 'Welcome', 'full', { content_name: 'footer', currency: 'EUR' }],
    ['nothing without its trigger', 'Account Opened', 'guest', {}],
  ])('Custom Event, as an action of the settings: %s', (_name, name, kind, sent) => {
    const properties = { kind, form: 'footer' };
    const event = toEvent({ event: 'Account Opened', properties }, { actions: [{ when, event: name, data }] });
    expect([event.event_name, event.custom_data]).toEqual([name, { ...properties, ...sent }]);
  });
});

describe("Customer.io's page: fields that are hashed, and their user data parameters", () => {
  it.each([
    ['External ID', 'userId', 'external_id', 'User 1', 'user1'],
    ['Email', 'traits.email', 'em', ' Ada@Example.com', 'ada@example.com'],
    ['Phone', 'traits.phone', 'ph', '+1 (650) 555-0100', '16505550100'],
    ['Gender', 'traits.gender', 'ge', 'Female', 'f'],
    ['Date of Birth', 'traits.birthday', 'db', '1990-12-05', '19901205'],
    ['Last Name', 'traits.lastName', 'ln', 'Byron', 'byron'],
    ['First Name', 'traits.firstName', 'fn', 'Ada', 'ada'],
    ['City', 'traits.address.city', 'ct', 'New York', 'newyork'],
    ['State', 'traits.address.state', 'st', 'NY', 'ny'],
    ['Zip Code', 'traits.address.zip', 'zp', 'SW1A 1AA', 'sw1a1aa'],
    ['Country', 'traits.address.country', 'country', 'Germany', 'de'],
  ])('%s: %s → %s', (_field, path, key, value, normal) => {
    expect(toUserData({ [path]: value })[key]).toBe(sha256(normal));
  });
});

describe("Customer.io's page: server event parameter requirements", () => {
  const website = { 'context.userAgent': 'UA', 'context.page.url': 'https://shop.example/' };

  it('action_source goes with every event', () => {
    expect(toEvent({}).action_source).toBe('website');
  });

  it('website with client_user_agent and event_source_url has no warnings', () => {
    expect(findWarnings(website)).toEqual([]);
    expect(toEvent(website, { strict: true }).event_name).toBe('Lead');
  });

  it.each([
    ['client_user_agent', 'context.userAgent', 'user-agent-missing'],
    ['event_source_url', 'context.page.url', 'url-missing'],
  ])('website without %s is a warning, with strict an error', (_parameter, path, code) => {
    expect(findWarnings({ ...website, [path]: undefined })).toEqual([code]);
    expectError(`'${path}' is missing`, { ...website, [path]: undefined }, { strict: true });
  });

  it('another action_source needs neither', () => {
    expect(findWarnings({ 'properties.action_source': 'phone_call' })).toEqual([]);
    expect(toEvent({}, { actionSource: 'phone_call', strict: true }).action_source).toBe('phone_call');
  });
});

describe("RudderStack's page: page and track", () => {
  it('page → PageView with its properties and its event id', () => {
    const properties = { path: '/boots', title: 'Boots' };
    const event = { event_name: 'PageView', event_id: 'm1', custom_data: properties };
    expect(toEvent({ type: 'page', event: undefined, properties })).toMatchObject(event);
  });

  it('the sample track call', () => {
    const checkinDate = 'Thu Mar 24 2018 17:46:45 GMT+0000 (UTC)';
    const product = { category: 'boots', product_name: 'pink_boots', price: 49.99, currency: 'EUR' };
    const properties = { order_ID: '123', ...product, checkinDate };
    const content = { content_category: 'boots', content_name: 'pink_boots', content_type: 'product' };
    expect(toCustomData('Product Added', properties)).toEqual({
      ...properties,
      ...content,
      order_id: '123',
      value: 49.99,
    });
    expect(toEvent({ event: 'Product Added', properties }).event_name).toBe('AddToCart');
  });
});

const places = (name: string) => ['traits', 'context.traits', 'properties'].map((place) => `${place}.${name}`);
const times = ['timestamp', 'originalTimestamp'];
const urls = ['context.page.url', 'properties.url'];

describe("RudderStack's page: common data", () => {
  const rows = eachPath([
    [['event'], 'event_name', 'Boots Tried', 'Boots Tried'],
    [times, 'event_time', '2026-01-31T11:59:00Z', 1_769_860_740, '2026-01-31T11:58:00Z'],
    [urls, 'event_source_url', 'https://shop.example/', 'https://shop.example/', 'https://other.example/'],
    [places('opt_out'), 'opt_out', true, true, false],
    [places('opt_out'), 'opt_out', false, false, true],
    [[...places('event_id'), 'messageId'], 'event_id', 'e1', 'e1', 'e2'],
    [places('action_source'), 'action_source', 'email', 'email', 'chat'],
  ]);

  it.each(rows)('%s → %s %s', (_path, field, sent, messages) => {
    for (const message of messages) expect(toEvent(message)).toHaveProperty(field, sent);
  });

  it('event is required', () => {
    expectError("'event' is required and should be a string", { event: undefined });
  });

  it('neither timestamp nor originalTimestamp → the time of arrival (not as on the page: not required)', () => {
    expect(toEvent({}).event_time).toBe(1_769_860_800);
  });

  it.each([
    ['its own comes first', { 'properties.event_id': 'e1' }, {}, 'e1'],
    ['then that of the order (not as on the page: before messageId)', {}, {}, 'purchase.o1'],
    ['but messageId with orderEventId off', {}, { orderEventId: false }, 'm1'],
  ])('event_id of a Purchase: %s', (_name, own, use, sent) => {
    const order = { event: 'Order Completed', 'properties.revenue': 1, 'properties.order_id': 'o1' };
    expect(toEvent({ ...order, ...own }, use).event_id).toBe(sent);
  });
});

/** The properties that every app event must have. */
const app = {
  'properties.action_source': 'app',
  'properties.application_tracking_enabled': 1,
  'context.device.type': 'android',
  'context.device.adTrackingEnabled': true,
  'context.os.version': '15',
};

describe("RudderStack's page: action sources", () => {
  const sources = 'email website phone_call chat physical_store system_generated app other'.split(' ');

  it.each(sources)('%s', (source) => {
    expect(toEvent({ ...app, 'properties.action_source': source }).action_source).toBe(source);
  });

  it('business_messaging (not as on the page: Meta takes it, too)', () => {
    const messaging = {
      'properties.action_source': 'business_messaging',
      'properties.messaging_channel': 'messenger',
      'context.page_id': '1',
      'context.page_scoped_user_id': '2',
    };
    expect(toEvent(messaging).action_source).toBe('business_messaging');
  });

  it('any other is an error', () => {
    expectError('Invalid Action Source type', { 'properties.action_source': 'mars' });
  });

  it('the setting, if the message has none', () => {
    expect(toEvent({}, { actionSource: 'chat' }).action_source).toBe('chat');
    expect(toEvent({ 'properties.action_source': 'email' }, { actionSource: 'chat' }).action_source).toBe('email');
  });
});

const traits = (...names: string[]) =>
  ['traits', 'context.traits'].flatMap((place) => names.map((name) => `${place}.${name}`));
const ids = ['userId', 'traits.userId', 'context.traits.userId', 'traits.id', 'context.traits.id', 'anonymousId'];
const advertisingId = 'context.device.advertisingId';
const fbc = 'fb.1.1554763741205.AbCdEfGhIjKlMnOpQrStUvWxYz1234567890';
const fbp = 'fb.1.1558571054389.1098115397';

describe("RudderStack's page: user data", () => {
  const hashed = eachPath([
    [ids, 'external_id', 'User 1', sha256('user1'), 'User 2'],
    [traits('email'), 'em', ' Ada@Example.com', sha256('ada@example.com'), 'b@b.example'],
    [traits('phone'), 'ph', '+1 (650) 555-0100', sha256('16505550100'), '+44 20 7946 0958'],
    [traits('gender'), 'ge', 'Female', sha256('f'), 'm'],
    [traits('birthday'), 'db', '1990-12-05', sha256('19901205'), '1980-01-01'],
    [traits('lastname', 'lastName', 'last_name'), 'ln', "O'Neill", sha256('oneill'), 'Smith'],
    [traits('firstname', 'firstName', 'first_name'), 'fn', 'Ada', sha256('ada'), 'Bob'],
    [traits('address.city'), 'ct', 'New York', sha256('newyork'), 'Paris'],
    [traits('address.state'), 'st', 'NY', sha256('ny'), 'TX'],
    [traits('address.zip'), 'zp', '10001-1234', sha256('10001'), '94025'],
    [traits('address.country'), 'country', 'Germany', sha256('de'), 'France'],
  ]);
  const clear = eachPath([
    [['context.ip', 'request_ip'], 'client_ip_address', '8.8.8.8', '8.8.8.8', '1.1.1.1'],
    [['context.userAgent'], 'client_user_agent', 'UA/1', 'UA/1'],
    [['context.fbc'], 'fbc', fbc, fbc],
    [['context.fbp'], 'fbp', fbp, fbp],
    [['context.subscription_id'], 'subscription_id', 's1', 's1'],
    [['context.lead_id'], 'lead_id', '525645896321548', '525645896321548'],
    [['context.fb_login_id'], 'fb_login_id', 'f1', 'f1'],
    [[advertisingId], 'madid', 'D1', 'D1'],
    [['properties.anon_id', advertisingId], 'anon_id', 'D1', 'D1', 'D2'],
  ]);

  describe.each([
    ['hashed', hashed],
    ['not hashed', clear],
  ])('%s', (_kind, rows) => {
    it.each(rows)('%s → %s', (_path, field, sent, messages) => {
      const nobody = field === 'external_id' && { userId: undefined };
      for (const message of messages) expect(toUserData({ ...nobody, ...message })[field]).toBe(sent);
    });
  });

  it.each(traits('name'))('%s → fn and ln where these are missing', (path) => {
    const fromName = { external_id: sha256('u1'), fn: sha256('ada'), ln: sha256('byron') };
    expect(toUserData({ [path]: 'Ada King Byron' })).toEqual(fromName);
    expect(toUserData({ 'context.traits.name': 'Bo Li', [path]: 'Ada Byron' })).toEqual(fromName);
    const named = { [path]: 'Bo Li', 'traits.firstName': 'Ada', 'context.traits.lastName': 'Byron' };
    expect(toUserData(named)).toEqual(fromName);
  });

  it('external_id is not needed beside another match key (not as on the page: not required)', () => {
    expect(toUserData({ userId: undefined, 'context.fbp': fbp })).toEqual({ fbp });
    expectError('The visitor is unknown', { userId: undefined });
  });
});

describe("RudderStack's page: names in integrations", () => {
  const names =
    'fb_conversions,fb conversions,FacebookConversions,Facebook Conversions,FB Conversions,Facebook_Conversions';
  const em = sha256('ada@example.com');
  const user = { traits: { email: em, phone: '+16505550100' } };

  describe.each(names.split(','))('%s', (name) => {
    it('hashed: true → hashes stay, what is clear is left out (not as on the page: never sent unhashed)', () => {
      const message = { ...user, integrations: { [name]: { hashed: true } } };
      expect(toUserData(message)).toEqual({ external_id: sha256('u1'), em });
      expect(findWarnings(message)).toContain('not-hashed');
    });

    it('contentType → content_type', () => {
      const integrations = { [name]: { contentType: 'hotel' } };
      expect(toCustomData('Product Added', { id: 'p1' }, {}, { integrations }).content_type).toBe('hotel');
    });
  });

  it('without hashed: true what is clear is hashed', () => {
    expect(toUserData(user)).toMatchObject({ em, ph: sha256('16505550100') });
  });
});

const products = [
  { product_id: 'p1', quantity: 2, price: 10 },
  { sku: 'p2', price: 5.5 },
  { id: 'p3', quantity: 4 },
];
const contents = [
  { id: 'p1', quantity: 2, item_price: 10 },
  { id: 'p2', quantity: 1, item_price: 5.5 },
  { id: 'p3', quantity: 4 },
];
const contentNames = ['content_name', 'contentName', 'product_name', 'name'];

describe("RudderStack's page: custom data", () => {
  it.each([
    ['as they are', { plan: 'pro', seats: 3, trial: false }, { plan: 'pro', seats: 3, trial: false }],
    ['flattened', { a: { b: 'x', c: { d: [1, 2] } } }, { 'a.b': 'x', 'a.c.d': [1, 2] }],
    ['without opt_out', { opt_out: true, plan: 'pro' }, { plan: 'pro' }],
    ['without event_id', { event_id: 'e1', plan: 'pro' }, { plan: 'pro' }],
    ['without action_source', { action_source: 'email', plan: 'pro' }, { plan: 'pro' }],
  ])('properties are sent %s', (_name, properties, sent) => {
    expect(toCustomData('Lead', properties)).toEqual(sent);
  });

  it.each([
    ['product_id, sku, id of products', 'content_ids', { products }, ['p1', 'p2', 'p3']],
    ['id, quantity, item_price of products', 'contents', { products }, contents],
    ['product details', 'content_type', { products }, 'product'],
    ['category', 'content_category', { category: 'boots' }, 'boots'],
    ['category, an array', 'content_category', { category: ['boots', 'shoes'] }, 'boots,shoes'],
    ['currency', 'currency', { currency: ' eur' }, 'EUR'],
    ['no currency', 'currency', {}, 'USD'],
    ['content_ids.length', 'num_items', { products }, 3],
    ['query', 'search_string', { query: 'red boots' }, 'red boots'],
  ])('%s → %s', (_source, field, properties, sent) => {
    expect(toCustomData('Checkout Started', properties)[field]).toEqual(sent);
  });

  it('category details → content_type product_group', () => {
    expect(toCustomData('Product List Viewed', { category: 'boots' }).content_type).toBe('product_group');
  });

  it.each(eachPath([[contentNames, 'content_name', 'Boots', 'Boots', 'Shoes']]))(
    '%s → %s, with and without products (not as on the page: one order for both)',
    (_path, field, sent, all) => {
      for (const properties of all) {
        expect(toCustomData('Checkout Started', properties)[field]).toBe(sent);
        expect(toCustomData('Checkout Started', { ...properties, products })[field]).toBe(sent);
      }
    },
  );

  const amounts = eachPath([[['revenue', 'value', 'price', 'total'], 'value', '1.50', 1.5, 9]]);
  it.each(amounts)('%s → %s (for a Purchase not as on the page: none but revenue)', (_path, field, sent, all) => {
    for (const properties of all) expect(toCustomData('Order Completed', properties)[field]).toBe(sent);
  });

  it.each([
    ['a Lead without value', { event: 'Lead' }],
    ['a PageView', { type: 'page', event: undefined, 'properties.value': 1 }],
  ])('no currency of %s → none (not as on the page: USD stands beside an amount or products)', (_name, message) => {
    expect(toEvent(message).custom_data).not.toHaveProperty('currency');
  });

  it.each([
    ['category, an object', 'Checkout Started', { category: { a: 1 } }, 'Category must be a string'],
    ['query, an object', 'Products Searched', { query: { a: 1 } }, "'query' should be in string format only"],
    ['a Purchase without revenue', 'Order Completed', {}, "'properties.revenue' is required for Purchase"],
  ])('%s → an error', (_name, event, properties, text) => {
    expectError(text, { event, properties });
  });
});

describe("RudderStack's page: PII properties", () => {
  const names = 'email firstName lastName first_name last_name gender city country phone state zip birthday'.split(' ');
  const hash = sha256('secret');

  describe.each(names)('%s', (property) => {
    const allowed = { piiAllowlist: [property] };
    const denied = { piiDenylist: [{ property }] };
    const deniedWithHash = { piiDenylist: [{ property, hash: true }] };

    it.each<[string, Use, Fields]>([
      ['on no list → dropped', {}, {}],
      ['deny-listed without hash → dropped', denied, {}],
      ['deny-listed with hash → hashed', deniedWithHash, { [property]: hash }],
      ['on both lists → dropped', { ...allowed, ...denied }, {}],
    ])('%s', (_name, use, sent) => {
      expect(toCustomData('Lead', { [property]: 'secret', plan: 'pro' }, use)).toEqual({ plan: 'pro', ...sent });
    });

    it('allow-listed → kept, an e-mail address, too', () => {
      expect(toCustomData('Lead', { [property]: 'ada@example.com' }, allowed)).toEqual({
        [property]: 'ada@example.com',
      });
    });

    it('deny-listed with hash, hashed: true → not hashed again', () => {
      const integrations = { fb_conversions: { hashed: true } };
      expect(toCustomData('Lead', { [property]: hash }, deniedWithHash, { integrations })).toEqual({
        [property]: hash,
      });
    });
  });
});

describe("RudderStack's page: app data", () => {
  it.each([
    ['context.device.type', 'android', 0, 'a2'],
    ['context.device.type', 'ios', 0, 'i2'],
    ['context.app.namespace', 'com.example', 1, 'com.example'],
    ['context.app.build', '42', 2, '42'],
    ['context.app.version', '1.2.3', 3, '1.2.3'],
    ['context.os.version', '17.4', 4, '17.4'],
    ['context.device.model', 'Pixel 9', 5, 'Pixel 9'],
    ['context.locale', 'de_DE', 6, 'de_DE'],
    ['context.abv_timezone', 'CET', 7, 'CET'],
    ['context.network_carrier', 'Telekom', 8, 'Telekom'],
    ['context.screen_width', 1080, 9, '1080'],
    ['context.screen_height', 2400, 10, '2400'],
    ['context.screen_density', 2.5, 11, '2.5'],
    ['context.cpu_cores', 8, 12, '8'],
    ['context.ext_storage_size', 128, 13, '128'],
    ['context.avl_storage_size', 64, 14, '64'],
    ['context.timezone', 'Europe/Berlin', 15, 'Europe/Berlin'],
  ])('%s %s → extinfo.%s', (path, value, slot, text) => {
    const extinfo = ['a2', '', '', '', '15', '', '', '', '', '', '', '', '', '', '', ''];
    extinfo[slot] = text;
    expect(toEvent({ ...app, [path]: value }).app_data?.extinfo).toEqual(extinfo);
  });

  const campaigns = ['properties.campaignId', 'context.traits.campaignId', 'context.campaign.name'];
  const rows = eachPath([
    [['context.device.adTrackingEnabled'], 'advertiser_tracking_enabled', true, 1],
    [['context.device.adTrackingEnabled'], 'advertiser_tracking_enabled', false, 0],
    [['properties.application_tracking_enabled'], 'application_tracking_enabled', true, 1],
    [['properties.application_tracking_enabled'], 'application_tracking_enabled', 0, 0],
    [campaigns, 'campaign_ids', 'c1', 'c1', 'c2'],
    [['properties.install_referrer'], 'install_referrer', 'r1', 'r1'],
    [['properties.installer_package'], 'installer_package', 'com.example', 'com.example'],
    [['properties.url_schemes'], 'url_schemes', ['shop', 'boots'], ['shop', 'boots']],
    [['properties.windows_attribution_id'], 'windows_attribution_id', 'w1', 'w1'],
  ]);

  it.each(rows)('%s → %s %s', (_path, field, sent, messages) => {
    for (const message of messages) expect(toEvent({ ...app, ...message }).app_data).toHaveProperty(field, sent);
  });

  it.each([
    ['anonymousId', 'anon_id'],
    [advertisingId, 'madid'],
  ])('%s → user_data.%s', (path, field) => {
    expect(toUserData({ ...app, [path]: 'D1' })[field]).toBe('D1');
  });

  const required = Object.keys(app).filter((path) => path !== 'properties.action_source');
  it.each(required)('%s is required', (path) => {
    expectError(`Missing required value from "${path}"`, { ...app, [path]: undefined });
  });

  it('context.device.type neither android nor ios → an error', () => {
    expectError("'context.device.type' is none that Meta takes", { ...app, 'context.device.type': 'toaster' });
  });

  it('goes with the action source app alone', () => {
    expect(toEvent(app)).toHaveProperty('app_data');
    expect(toEvent({ ...app, 'properties.action_source': 'website' })).not.toHaveProperty('app_data');
  });
});

describe("RudderStack's page: standard events mapping", () => {
  it.each([
    ['Checkout Started', 'InitiateCheckout'],
    ['Order Completed', 'Purchase'],
    ['Product Added', 'AddToCart'],
    ['Product Added to Wishlist', 'AddToWishlist'],
    ['Payment Info Entered', 'AddPaymentInfo'],
    ['Product List Viewed', 'ViewContent'],
    ['Products Searched', 'Search'],
    ['Product Viewed', 'ViewContent'],
  ])('%s → %s', (event, name) => {
    expect(toEvent({ event, 'properties.revenue': 1 }).event_name).toBe(name);
  });

  const others =
    'Lead CompleteRegistration Contact CustomizeProduct Donate FindLocation Schedule StartTrial SubmitApplication Subscribe';
  it.each([...others.split(' '), 'Own (not as on the page: a custom event will do)'])('mapped to %s', (target) => {
    const [name = ''] = target.split(' ');
    const event = toEvent({ event: 'Form Sent', 'properties.plan': 'pro' }, { eventMapping: { 'Form Sent': name } });
    expect(event).toMatchObject({ event_name: name, custom_data: { plan: 'pro' } });
  });

  it.each(others.split(' '))('%s by its own name, in any case', (name) => {
    expect(toEvent({ event: name.toLowerCase() }).event_name).toBe(name);
  });
});

type PropertyRow = [property: string, field: string, properties: Fields, sent: unknown];

/** The page's rows for a product, wherever the product is in the message. */
const productRows = (path: string, place: (product: Fields) => Fields): PropertyRow[] => [
  [`${path}product_id`, 'content_ids', place({ product_id: 'a', sku: 'x', id: 'y' }), ['a']],
  [`${path}sku`, 'content_ids', place({ sku: 'a', id: 'x' }), ['a']],
  [`${path}id`, 'content_ids', place({ id: 'a' }), ['a']],
  [`${path}product_id`, 'contents.id', place({ product_id: 'a', sku: 'x', id: 'y' }), ['a']],
  [`${path}sku`, 'contents.id', place({ sku: 'a', id: 'x' }), ['a']],
  [`${path}id`, 'contents.id', place({ id: 'a' }), ['a']],
  [`${path}quantity`, 'contents.quantity', place({ id: 'a', quantity: 3 }), [3]],
  ['no quantity', 'contents.quantity', place({ id: 'a' }), [1]],
  [`${path}price`, 'contents.item_price', place({ id: 'a', price: 2.5 }), [2.5]],
];
const own = productRows('', (product) => product);

/** A product without values of its own, a product with all values, and the event's values for both. */
const shared: Fields = {
  products: [{ id: 'a' }, { id: 'b', quantity: 2, price: 5, delivery_category: 'in_store' }],
  quantity: 7,
  price: 9,
  delivery_category: 'curbside',
};
const homeOrDrone = ['home_delivery', 'drone'].map((delivery_category) => ({ id: 'a', delivery_category }));
const listed: PropertyRow[] = [
  ...productRows('products.$.', (product) => ({ products: [product] })),
  ['products.$.quantity/quantity', 'contents.quantity', shared, [7, 2]],
];
const eventPrice: PropertyRow = ['products.$.price/price', 'contents.item_price', shared, [9, 5]];
const noEventPrice: PropertyRow = ['products.$.price, never price', 'contents.item_price', shared, [undefined, 5]];
const delivery: PropertyRow[] = [
  ['products.$./properties.delivery_category', 'contents.delivery_category', shared, ['curbside', 'in_store']],
  [
    'an unknown one (not as on the page: left out)',
    'contents.delivery_category',
    { products: homeOrDrone },
    ['home_delivery', undefined],
  ],
];
const category: PropertyRow = ['category', 'content_category', { category: 'boots' }, 'boots'];
const contentName: PropertyRow = ['contentName', 'content_name', { contentName: 'Boots' }, 'Boots'];
const productName: PropertyRow = ['product_name', 'content_name', { name: 'Shoes', product_name: 'Boots' }, 'Boots'];
const name: PropertyRow = ['name', 'content_name', { name: 'Boots' }, 'Boots'];
const revenue: PropertyRow = ['revenue', 'value', { revenue: '12.50' }, 12.5];
const value: PropertyRow = ['value', 'value', { value: '12.50' }, 12.5];
const query: PropertyRow = ['query', 'search_string', { query: 'red boots' }, 'red boots'];
const currency: PropertyRow[] = [
  ['currency', 'currency', { currency: 'eur' }, 'EUR'],
  ['no currency', 'currency', {}, 'USD'],
];

describe.each<[string, PropertyRow[]]>([
  ['Checkout Started', [category, ...currency, revenue, ...listed, eventPrice]],
  ['Product List Viewed', [category, contentName, ...currency, value, ...listed, noEventPrice]],
  ['Product Viewed', [productName, name, category, ...currency, ...own]],
  ['Product Added', [productName, name, ...currency, ...own]],
  ['Order Completed', [contentName, ...currency, revenue, ...delivery, ...listed, eventPrice]],
  ['Products Searched', [query, category, ...currency, value, ...own]],
  ['Product Added to Wishlist', [category, contentName, ...currency, value, ...listed, eventPrice]],
  ['Payment Info Entered', [category, ...currency, value, ...listed, eventPrice]],
])("RudderStack's page: properties of %s", (event, rows) => {
  it.each(rows)('%s → %s', (_property, field, properties, sent) => {
    const data = toCustomData(event, { ...(event === 'Order Completed' && { revenue: 1 }), ...properties });
    const [key = '', part] = field.split('.');
    expect(part ? (data[key] as Fields[]).map((content) => content[part]) : data[key]).toEqual(sent);
  });
});

it("RudderStack's page: ViewContent without products, the sample: its category stands in for them", () => {
  const rest = { category: 'clothing', list_id: '1234', testDimension: true, testMetric: true };
  const properties = { phone: '1-202-555-0146', email: 'alex@example.com', ...rest };
  expect(toCustomData('Shelf Seen', properties, { eventMapping: { 'Shelf Seen': 'ViewContent' } })).toEqual({
    ...rest,
    content_ids: ['clothing'],
    contents: [{ id: 'clothing', quantity: 1 }],
    content_category: 'clothing',
    content_type: 'product_group',
    currency: 'USD',
  });
});

describe("RudderStack's page: content_type", () => {
  const boots = { id: 'p1', category: 'boots' };
  const vehicle = { ...boots, content_type: 'vehicle' };
  const use = { categoryToContentType: { boots: 'home' }, eventMapping: { 'Shelf Seen': 'ViewContent' } };
  const integrations = { 'Facebook Conversions': { contentType: 'hotel' } };

  it.each([
    ['that of integrations comes first', vehicle, { integrations }, 'hotel'],
    ['then its own (not as on the page: before the setting)', vehicle, {}, 'vehicle'],
    ['then that of the setting for its category', boots, {}, 'home'],
    ['then that of the setting for its first product', { products: [boots, { id: 'p2' }] }, {}, 'home'],
    ['then product', { id: 'p1', category: 'shoes' }, {}, 'product'],
  ])('%s', (_name, properties, rest, type) => {
    expect(toCustomData('Product Added', properties, use, rest).content_type).toBe(type);
  });

  const shoes = { category: 'shoes' };
  it.each([
    ['Product List Viewed', 'with products', { ...shoes, products }, 'product'],
    ['Product List Viewed', 'without products', shoes, 'product_group'],
    ['Product Viewed', 'with products', { ...shoes, products }, 'product'],
    ['Product Viewed', 'with an id of its own (not as on the page)', { ...shoes, id: 'p1' }, 'product'],
    ['Shelf Seen → ViewContent', 'with products', { ...shoes, products }, 'product'],
    ['Shelf Seen → ViewContent', 'without products', shoes, 'product_group'],
    ['Shelf Seen → ViewContent', 'with an id of its own (not as on the page)', { ...shoes, id: 'p1' }, 'product'],
    ['Product Added to Wishlist', 'with products', { ...shoes, products }, 'product'],
    ['Payment Info Entered', 'with products', { ...shoes, products }, 'product'],
  ])('%s %s', (event, _name, properties, type) => {
    expect(toCustomData(event.replace(/ →.*/, ''), properties, use).content_type).toBe(type);
  });
});
