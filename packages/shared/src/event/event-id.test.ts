import { describe, expect, it } from 'vitest';
import { toPixelCall } from '../mapping/to-pixel-call.js';
import type { Settings } from '../settings.js';
import { selectUserData } from '../user-data/select-user-data.js';

function map(message: object, settings: Partial<Settings> = {}) {
  const mapped = toPixelCall(
    { type: 'track', event: 'Lead', messageId: 'm1', ...message },
    { pixelId: '1', ...settings },
  );
  if (!('call' in mapped)) throw new Error(JSON.stringify(mapped));
  return mapped.call;
}

const order = (properties: object) => map({ event: 'Order Completed', properties: { revenue: 1, ...properties } });

describe('ids that stand for no value', () => {
  it.each(['undefined', 'NULL', ' nan ', 'N/A', '(not set)', '[object Object]', 'None'])(
    '%j makes no event id',
    (id) => {
      expect(map({ properties: { event_id: id } }).eventID).toBe('m1');
      expect(map({ traits: { event_id: id }, properties: { event_id: 'e1' } }).eventID).toBe('e1');
      expect(map({ context: { traits: { event_id: id } } }).eventID).toBe('m1');
      expect(map({ messageId: id }).eventID).toMatch(/^[a-z0-9]+-[a-z0-9]+$/);
      expect(order({ order_id: id }).eventID).toBe('m1');
      expect(order({ order_id: id, orderId: 'A17' })).toMatchObject({
        eventID: 'purchase.A17',
        data: { order_id: 'A17' },
      });
    },
  );

  it.each(['undefined', 0, '0', '(none)'])('an order id of %j is not passed on', (id) => {
    expect(order({ order_id: id }).eventID).toBe('m1');
    expect(order({ order_id: id }).data).not.toHaveProperty('order_id');
  });

  it.each(['order_id', 'orderId', 'ORDER_ID'])('an order id is in no event id where %s is denied', (property) => {
    for (const hash of [false, true]) {
      const message = { event: 'Order Completed', properties: { revenue: 1, order_id: 'A17' } };
      expect(map(message, { piiDenylist: [{ property, hash }] }).eventID).toBe('m1');
    }
  });

  it('custom properties stay as they are', () => {
    const properties = { plan: 'null', coupon: 'undefined', tier: 'N/A' };
    expect(map({ properties }).data).toEqual(properties);
  });

  it.each([
    [{ userId: 'null', anonymousId: 'a1' }, 'a1'],
    [{ userId: 'Guest', traits: { id: 'anonymous' }, context: { traits: { id: 't1' } } }, 't1'],
    [{ userId: 0, anonymousId: 'a1' }, 'a1'],
    [{ userId: '-1', anonymousId: 'undefined' }, undefined],
    [{ userId: ['null', 'u1', '0'] }, ['null', 'u1', '0']],
    [{ userId: ['null'], anonymousId: 'a1' }, 'a1'],
    [{ userId: 'guest-7' }, 'guest-7'],
  ])('the user of %j is %j', (message, id) => {
    expect(selectUserData(message, { pixelId: '1' }).external_id).toEqual(id);
    expect(selectUserData(message, { pixelId: '1', removeExternalId: true }).external_id).toBeUndefined();
  });
});
