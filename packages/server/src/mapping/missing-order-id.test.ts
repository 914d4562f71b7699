import { describe, expect, it } from 'vitest';
import { toServerEvent } from './to-server-event.js';

const find = (message: object, settings: object = {}) => {
  const result = toServerEvent(
    { type: 'track', event: 'Order Completed', messageId: 'm1', userId: 'u1', ...message },
    { pixelId: '1', ...settings },
  );
  return ('event' in result ? result.problems : []).filter(({ code }) => code === 'order-id-missing');
};
const properties = { revenue: 1, currency: 'EUR' };

describe('a purchase that nothing names', () => {
  it.each<[string, object, object?]>([
    ['without an order id', { properties }],
    ['with the id of an order under another name', { properties: { ...properties, id: '7', order_number: '7' } }],
    ['of a name of the site', { event: 'Bought', properties }, { eventMapping: { Bought: 'Purchase' } }],
  ])('%s is told', (_name, message, settings) => {
    expect(find(message, settings)).toMatchObject([{ severity: 'warning', field: 'properties.order_id' }]);
  });

  it.each<[string, object, object?]>([
    ['with an order id', { properties: { ...properties, orderId: 7 } }],
    ['with an event id', { properties, traits: { event_id: 'e1' } }],
    ['of a site with ids of its own', { properties }, { orderEventId: false }],
    ['that is none on a website', { properties: { ...properties, action_source: 'phone_call' } }],
    ['of another event', { event: 'Lead', properties }],
    ['whose order id is told as unusable', { properties: { ...properties, order_id: 'ada@example.com' } }],
  ])('%s is not', (_name, message, settings) => expect(find(message, settings)).toEqual([]));
});
