import { describe, expect, it } from 'vitest';
import { toPixelCall } from '../mapping/to-pixel-call.js';

function readData(properties: object, event = 'Subscribe') {
  const mapped = toPixelCall({ type: 'track', event, messageId: 'm1', properties }, { pixelId: '1' });
  if (!('call' in mapped)) throw new Error(JSON.stringify(mapped));
  return { data: mapped.call.data, codes: mapped.problems.map(({ code }) => code) };
}

describe('late values', () => {
  it.each([
    [{ predicted_ltv: 500 }, { predicted_ltv: 500, currency: 'USD' }],
    [
      { predicted_ltv: '1.250,50 €', currency: 'eur' },
      { predicted_ltv: 1250.5, currency: 'EUR' },
    ],
    [{ net_revenue: '$12.30' }, { net_revenue: 12.3, currency: 'USD' }],
    [{ net_revenue: 0 }, { net_revenue: 0, currency: 'USD' }],
    [{ net_revenue: -4 }, { net_revenue: -4, currency: 'USD' }],
    [
      { value: 5, net_revenue: 3, predicted_ltv: 90 },
      { value: 5, net_revenue: 3, predicted_ltv: 90, currency: 'USD' },
    ],
  ])('%j are read as money, with a currency', (properties, expected) => {
    expect(readData(properties)).toEqual({ data: expected, codes: [] });
  });

  it.each([
    { predicted_ltv: 0 },
    { predicted_ltv: -1 },
    { predicted_ltv: 'high' },
    { net_revenue: 'n/a' },
    { net_revenue: [3] },
  ])('%j is left out', (properties) => {
    expect(readData(properties)).toEqual({ data: { currency: 'USD' }, codes: [] });
  });

  it('go with a currency that is none', () => {
    expect(readData({ net_revenue: 3, currency: 'Taler' })).toEqual({ data: {}, codes: ['currency-unknown'] });
  });

  it('stay as they came on a page view', () => {
    expect(readData({ predicted_ltv: '5' }, 'PageView').data).toEqual({ predicted_ltv: '5' });
  });
});

describe('a page', () => {
  it.each(['AppendValue', ' appendvalue ', 'AppendAttribution'])('fires no %s', (event) => {
    const properties = { net_revenue: 3, original_event_data: { event_id: 'x' } };
    expect(toPixelCall({ type: 'track', event, properties }, { pixelId: '1' })).toEqual({
      skipped: 'sent by servers only',
    });
  });

  it.each([
    [
      'nothing where the event is for attribution alone, which the Pixel cannot say',
      { properties: { opt_out: 'yes' } },
      true,
    ],
    ['nothing where a trait says so', { context: { traits: { opt_out: true } } }, true],
    [
      'an event where the first that says it does not',
      { traits: { opt_out: false }, properties: { opt_out: true } },
      false,
    ],
    ['an event where it cannot be read', { properties: { opt_out: 'perhaps' } }, false],
  ])('fires %s', (_name, fields, isSkipped) => {
    const mapped = toPixelCall({ type: 'track', event: 'Lead', messageId: 'm1', ...fields }, { pixelId: '1' });
    expect('skipped' in mapped).toBe(isSkipped);
  });

  it('fires nothing where an action says that the event is for attribution alone', () => {
    const actions = [{ when: { event: 'Lead' }, event: 'Lead', data: { opt_out: { value: true } } }];
    expect(toPixelCall({ type: 'track', event: 'Lead', messageId: 'm1' }, { pixelId: '1', actions })).toEqual({
      skipped: 'sent by servers only',
    });
  });

  it('gives the Pixel nothing that belongs to the top level of a server event', () => {
    const properties = {
      original_event_data: { order_id: '1' },
      attribution_data: { attribution_share: 1 },
      messaging_channel: 'whatsapp',
      plan: 'pro',
    };
    expect(readData(properties).data).toEqual({ plan: 'pro' });
  });

  it('keeps store_data whole, without personal data', () => {
    const store_data = { store_code: 's1', opening: { hours: [9, 18] }, phone: '+16505550100', email: 'a@b.example' };
    expect(readData({ store_data, other: { a: { b: 1 } } }).data).toEqual({
      store_data: { store_code: 's1', opening: { hours: [9, 18] } },
      'other.a.b': 1,
    });
  });
});
