import type { Action, Settings } from '@twinbeam/shared';
import { describe, expect, it } from 'vitest';
import { sha256 } from './match-keys/hash.js';
import { toServerEvent } from './to-server-event.js';

const now = Date.parse('2026-01-31T12:00:00Z');

function map(action: Partial<Action>, message: object = {}, settings: Partial<Settings> = {}) {
  const actions = [{ when: { event: 'Signed Up' }, event: 'Lead', ...action }];
  const mapped = toServerEvent(
    { type: 'track', event: 'Signed Up', messageId: 'm1', userId: 'u1', timestamp: now, ...message },
    { pixelId: '1', ...settings, actions },
    { now },
  );
  if (!('event' in mapped)) throw new Error(JSON.stringify(mapped));
  return mapped;
}

describe('an action on the server', () => {
  it('maps match keys, hashed and unhashed', () => {
    const userData = {
      ph: { path: 'properties.mobile' },
      subscription_id: { path: 'properties.subscription' },
      client_ip_address: { value: '8.8.8.8' },
      client_user_agent: { path: 'properties.agent' },
    };
    const properties = { mobile: '+1 650 555 0100', subscription: 's7', agent: 'UA' };
    expect(map({ userData }, { properties, context: { ip: '9.9.9.9' } }).event.user_data).toEqual({
      external_id: sha256('u1'),
      ph: sha256('16505550100'),
      subscription_id: 's7',
      client_ip_address: '8.8.8.8',
      client_user_agent: 'UA',
    });
  });

  it('leaves the match keys of the message where its own stand for no value', () => {
    const { event, problems } = map(
      { userData: { em: { path: 'properties.mail' } } },
      { properties: { mail: 'undefined' }, traits: { email: 'ada@example.com' } },
    );
    expect(event.user_data.em).toBe(sha256('ada@example.com'));
    expect(problems).toMatchObject(expect.arrayContaining([expect.objectContaining({ field: 'user_data.em' })]));
  });

  it('says of the event what properties may say of it', () => {
    const { event } = map({ data: { action_source: { value: 'system_generated' }, opt_out: { value: true } } });
    expect(event).toMatchObject({ action_source: 'system_generated', opt_out: true, custom_data: {} });
  });

  it.each<[string, NonNullable<Action['data']>, object]>([
    ['value', { value: { path: 'properties.margin' } }, { value: 2.5, revenue: 10 }],
    ['revenue', { revenue: { path: 'properties.margin' } }, { value: 2.5 }],
    ['content_category', { content_category: { value: 'own' } }, { content_category: 'own', category: 'boots' }],
    ['search_string', { search_string: { value: 'own' } }, { search_string: 'own', query: 'red' }],
    ['content_name', { content_name: { value: 'own' } }, { content_name: 'own' }],
    ['content_ids', { content_ids: { value: ['own'] } }, { content_ids: ['own'] }],
    ['contents', { contents: { value: [{ id: 'own' }] } }, { contents: [{ id: 'own' }] }],
    ['num_items', { num_items: { value: 7 } }, { num_items: 7 }],
  ])('sets %s, whatever the message would make of its own properties', (_name, data, customData) => {
    const properties = {
      revenue: 10,
      margin: '2,50',
      currency: 'EUR',
      category: 'boots',
      query: 'red',
      name: 'Boots',
      products: [{ product_id: 'a' }, { product_id: 'b' }],
    };
    expect(map({ event: 'Purchase', data }, { properties }).event.custom_data).toMatchObject(customData);
  });

  it.each<[string, NonNullable<Action['data']>, object]>([
    ['contents', { contents: { value: [{ id: 'own' }] } }, { contents: [{ id: 'own' }] }],
    ['content_ids', { content_ids: { value: ['own'] } }, { content_ids: ['own'], num_items: 1 }],
  ])('sets %s without those of the products of the message', (_name, data, expected) => {
    const properties = { revenue: 10, currency: 'EUR', products: [{ product_id: 'a' }, { product_id: 'b' }] };
    const { event } = map({ event: 'Purchase', data }, { properties });
    const { contents, content_ids, num_items } = event.custom_data;
    expect({ contents, content_ids, num_items }).toEqual(expected);
  });

  it('sets the price of the products, and the value only where the message has none', () => {
    const data = { price: { value: 4 } };
    const properties = { currency: 'EUR', product_id: 'a', quantity: 3 };
    const contents = [{ id: 'a', quantity: 3, item_price: 4 }];
    const { event } = map({ event: 'AddToCart', data }, { properties: { ...properties, value: 12 } });
    expect(event.custom_data).toMatchObject({ value: 12, contents });
    expect(map({ event: 'AddToCart', data }, { properties }).event.custom_data).toMatchObject({ value: 4, contents });
  });

  it('makes an event of an identify message', () => {
    const identified = { type: 'identify', traits: { email: 'ada@example.com' } };
    const { event } = map({ when: { type: 'identify' }, event: 'CompleteRegistration' }, identified);
    expect(event).toMatchObject({ event_name: 'CompleteRegistration', user_data: { em: sha256('ada@example.com') } });
  });

  it('hands on its test code, which stands in no event', () => {
    const mapped = map({ testEventCode: 'TEST7' });
    expect(mapped.testEventCode).toBe('TEST7');
    expect(JSON.stringify(mapped.event)).not.toContain('TEST7');
    expect(map({})).not.toHaveProperty('testEventCode');
  });

  it.each<[string, unknown, unknown, boolean, string[] | undefined]>([
    ['limits the event', ['LDU', 1, 1000], undefined, false, ['LDU']],
    ['limits an event whose message says nothing', [['LDU'], 0, 0], undefined, true, ['LDU']],
    ['limits an event that its message does not', [['LDU'], 0, 0], [[], 0, 0], true, ['LDU']],
    ['lifts no limit of the visitor', [], [['LDU'], 1, 1000], true, ['LDU']],
    ['leaves the message alone', undefined, [['LDU'], 1, 1000], true, ['LDU']],
    ['leaves it unsaid', undefined, undefined, true, undefined],
  ])('%s', (_name, dataProcessingOptions, messageOptions, limitedDataUse, expected) => {
    const context = { dataProcessingOptions: messageOptions };
    const { event } = map({ dataProcessingOptions }, { context }, { limitedDataUse });
    expect(event.data_processing_options).toEqual(expected);
  });
});

describe('ids that stand for no value', () => {
  it('are told, each by its field', () => {
    const properties = { event_id: 'null', order_id: '0', products: [{ product_id: 'NaN', sku: 's' }], revenue: 1 };
    const message = {
      event: 'Order Completed',
      userId: 'guest',
      anonymousId: 'a1',
      messageId: 'undefined',
      properties,
    };
    const { problems, event } = map({}, { ...message, traits: { id: ['0', 'u2'] } });
    const fields = problems.filter(({ code }) => code === 'placeholder-value').map(({ field }) => field);
    expect(fields.sort()).toEqual([
      'messageId',
      'properties.event_id',
      'properties.order_id',
      'properties.products',
      'userId',
      'user_data.external_id',
    ]);
    expect(event.user_data.external_id).toBe(sha256('u2'));
  });
});

describe('integrations', () => {
  it.each<[string, object, boolean]>([
    ['false as text', { 'Facebook Pixel': 'false' }, false],
    ['false as text for all', { All: 'false' }, false],
    ['false for all but this one', { All: false, fb_pixel: {} }, true],
    ['false for one of two names', { 'Facebook Pixel': false, 'Facebook Conversions': {} }, false],
  ])('read %s', (_name, integrations, isSent) => {
    const mapped = toServerEvent(
      { type: 'track', event: 'Lead', userId: 'u1', integrations },
      { pixelId: '1' },
      { now },
    );
    expect('event' in mapped).toBe(isSent);
  });

  it('join the options of two names', () => {
    const integrations = { 'Facebook Conversions': { hashed: true }, 'Facebook Pixel': true };
    const message = { type: 'track', event: 'Lead', userId: 'u1', traits: { email: 'ada@example.com' }, integrations };
    expect(toServerEvent(message, { pixelId: '1' }, { now })).not.toHaveProperty('event.user_data.em');
  });

  it.each([
    'fb_conversions',
    'FB Conversions',
    'FacebookConversions',
    'Facebook_Conversions',
    'FacebookPixel',
    'facebook pixel',
    'Facebook_Pixel',
    // Customer.io's.
    'meta-pixel',
    'fb_pixel',
    'FB PIXEL',
    'Facebook Conversions API',
    'facebook conversions api (actions)',
  ])('%s is a name of this destination', (name) => {
    const message = { type: 'track', event: 'Lead', userId: 'u1', integrations: { [name]: false } };
    expect(toServerEvent(message, { pixelId: '1' }, { now }).skipped).toMatch(/integrations/);
    const spared = { ...message, integrations: { All: false, [name]: true } };
    expect(toServerEvent(spared, { pixelId: '1' }, { now })).toHaveProperty('event');
  });

  it.each(['Facebook', 'Facebook Custom Audiences', 'Pixel', 'Google Ads'])('%s is none', (name) => {
    const message = { type: 'track', event: 'Lead', userId: 'u1', integrations: { [name]: false } };
    expect(toServerEvent(message, { pixelId: '1' }, { now })).toHaveProperty('event');
  });
});
