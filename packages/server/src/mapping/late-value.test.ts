import type { Problem } from '@twinbeam/shared';
import { describe, expect, it } from 'vitest';
import { toOriginalEvent } from './late-value.js';
import { toServerEvent } from './to-server-event.js';

const invalid = (name = '') => ({
  code: 'original-event-invalid',
  severity: 'warning',
  field: `properties.original_event_data${name}`,
});

/** Maps what properties give as the earlier event. */
function mapOriginal(original_event_data: unknown) {
  const problems: Problem[] = [];
  const report = (problem: Problem) => void problems.push(problem);
  const { original_event_data: data } = toOriginalEvent({ properties: { original_event_data }, report });
  return { data, problems };
}

describe('toOriginalEvent', () => {
  it.each([
    [
      { event_name: 'Purchase', event_time: 1789000000, order_id: '123', event_id: 'purchase.123' },
      { event_name: 'Purchase', event_time: 1789000000, order_id: '123', event_id: 'purchase.123' },
    ],
    [{ event_time: '2026-01-01T00:00:00.900Z' }, { event_time: 1767225600 }],
    [{ event_time: 1767225600500 }, { event_time: 1767225600 }],
    [{ order_id: 7, more: 'x' }, { order_id: '7' }],
    [{ event_id: ' a ', event_name: null, order_id: '' }, { event_id: 'a' }],
    [{}, undefined],
    [{ email: 'ada@example.com' }, undefined],
  ])('of %j is %j', (given, data) => expect(mapOriginal(given)).toEqual({ data, problems: [] }));

  it.each([
    ['purchase.7', [invalid()]],
    [[{ event_id: 'a' }], [invalid()]],
    [{ event_time: 'yesterday' }, [invalid('.event_time')]],
    [{ event_id: { a: 1 } }, [invalid('.event_id')]],
    [{ event_name: 'bill ada@example.com' }, [invalid('.event_name')]],
    [
      { order_id: 'undefined' },
      [{ code: 'placeholder-value', severity: 'warning', field: 'properties.original_event_data.order_id' }],
    ],
  ])('of %j is nothing, with a warning', (given, problems) => {
    expect(mapOriginal(given)).toEqual({ data: undefined, problems });
  });
});

describe('a late value', () => {
  const map = (event: string, properties: object, settings: object = {}) =>
    toServerEvent(
      { type: 'track', event, messageId: 'm1', userId: 'u1', properties: { action_source: 'other', ...properties } },
      { pixelId: '1', ...settings },
      { now: Date.parse('2026-01-31T12:00:00Z') },
    );
  const original_event_data = { event_name: 'Purchase', event_id: 'purchase.7', event_time: 1767225600 };

  it('is appended to its event, with a currency', () => {
    const mapped = map('AppendValue', { net_revenue: '3,50', original_event_data }, { defaultCurrency: 'EUR' });
    expect(mapped).toMatchObject({ event: { event_name: 'AppendValue', original_event_data }, problems: [] });
    expect('event' in mapped && mapped.event.custom_data).toEqual({ net_revenue: 3.5, currency: 'EUR' });
  });

  it('belongs to any event that names an earlier one', () => {
    expect(map('Subscribe', { predicted_ltv: 90, original_event_data })).toMatchObject({
      event: { original_event_data, custom_data: { predicted_ltv: 90, currency: 'USD' } },
      problems: [{ code: 'currency-assumed' }],
    });
  });

  it('names the earlier event as JSON text too', () => {
    const text = JSON.stringify(original_event_data);
    expect(map('AppendValue', { net_revenue: 3, original_event_data: text, currency: 'EUR' })).toMatchObject({
      event: { original_event_data },
      problems: [],
    });
  });

  it('goes on with one late value where the other is none', () => {
    const properties = { net_revenue: 3, predicted_ltv: 0, original_event_data };
    expect(map('AppendValue', properties)).toMatchObject({
      event: { custom_data: { net_revenue: 3 } },
      problems: expect.arrayContaining([expect.objectContaining({ code: 'late-value-unusable', severity: 'warning' })]),
    });
  });

  it.each([{ net_revenue: 'much' }, { predicted_ltv: 0 }, { predicted_ltv: [1] }])(
    '%j is left out with a warning',
    (properties) => {
      expect(map('Subscribe', properties)).toMatchObject({
        event: { custom_data: { currency: 'USD' } },
        problems: [{ code: 'late-value-unusable', field: `properties.${Object.keys(properties)[0]}` }],
      });
    },
  );

  it.each([
    [{ net_revenue: 3, currency: 'EUR' }, ['original-event-missing']],
    [{ net_revenue: 3, original_event_data: {} }, ['original-event-missing', 'currency-assumed']],
    [{ original_event_data }, ['currency-missing']],
    [{ net_revenue: 'much', original_event_data }, ['late-value-unusable']],
    [{ predicted_ltv: -5, original_event_data }, ['late-value-unusable']],
    [
      { net_revenue: 3, currency: 'Taler', original_event_data },
      ['late-value-unusable', 'currency-missing', 'currency-unknown'],
    ],
  ])('%j is rejected', (properties, codes) => {
    expect(map('AppendValue', properties).rejected?.map(({ code }) => code)).toEqual(codes);
  });
});
