import { describe, expect, it } from 'vitest';
import type { TrackOptions } from './api.js';
import { createMessage } from './create-message.js';

const page = { url: 'https://shop.example/a', referrer: '' };
const create = (name: string, properties?: Record<string, unknown>, options?: TrackOptions, messageId?: string) =>
  createMessage({ type: 'track', name, properties, options, messageId, page }, { pixelId: '1' });

describe('the event id of a message', () => {
  it.each<[string, Record<string, unknown>, TrackOptions, string]>([
    ['the option, before the properties', { event_id: 'theirs', order_id: 7 }, { eventId: 'mine' }, 'mine'],
    ['the properties, before the order', { event_id: 'theirs', order_id: 7 }, {}, 'theirs'],
    ['the order, before the message id', { order_id: 7 }, {}, 'purchase.7'],
    ['the message id that the stub has given', {}, {}, 'm'],
  ])('is %s', (_source, properties, options, expected) => {
    expect(create('Purchase', properties, options, 'm').eventId).toBe(expected);
  });

  it('replaces a message id that stands for no value, for both legs', () => {
    const { message, eventId } = create('Lead', {}, {}, 'undefined');
    expect(eventId).toMatch(/\w{8}/);
    expect(message.messageId).toBe(eventId);
    expect(create('Order Completed', { order_id: 'null' }, {}, 'm')).toMatchObject({
      eventId: 'm',
      purchaseId: undefined,
    });
  });

  it('stands in the traits when it is explicit, and only then', () => {
    expect(create('Lead', {}, { eventId: 'mine' }).message.traits).toEqual({ event_id: 'mine' });
    expect(create('Lead', { event_id: 'theirs' }).message).not.toHaveProperty('traits');
    expect(create('Lead', {}, { eventId: undefined }).message).not.toHaveProperty('traits');
  });
});

it('says the addresses of its page and of the one before, cut where they are long', () => {
  const long = `https://shop.example/?a=1&b=${'x'.repeat(3_000)}`;
  const page = { url: long, referrer: long };
  const { message } = createMessage({ type: 'page', page }, { pixelId: '1' });
  const url = 'https://shop.example/?a=1';
  expect(message.context).toEqual({ page: { url, referrer: url } });
});

it.each([
  ['a purchase with an order', 'Order Completed', { order_id: 7 }, 'purchase.7'],
  ['a purchase with an id', 'Purchase', { event_id: 'mine' }, 'mine'],
  ['no purchase without either', 'Purchase', {}, undefined],
  ['no other event', 'Lead', { order_id: 7, event_id: 'mine' }, undefined],
])('a browser sends once %s', (_what, name, properties, purchaseId) => {
  expect(create(name, properties).purchaseId).toBe(purchaseId);
});
