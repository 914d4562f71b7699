import type { Problem } from '@twinbeam/shared';
import { describe, expect, it } from 'vitest';
import { toAttribution } from './attribution-data.js';
import { toServerEvent } from './to-server-event.js';

/** Maps what properties give as the attribution. */
function map(attribution_data: unknown) {
  const problems: Problem[] = [];
  const report = (problem: Problem) => void problems.push(problem);
  const { attribution_data: data } = toAttribution({ properties: { attribution_data }, report });
  return { data, problems };
}

describe('toAttribution', () => {
  it.each([
    [
      { ad_id: 23851234567890, attribution_share: '0.3', touchpoint_ts: '2026-01-01T00:00:00Z' },
      { ad_id: '23851234567890', attribution_share: 0.3, touchpoint_ts: 1767225600 },
    ],
    [
      { scope: 'click', attribution_model: 'last-click', attr_window: 7, attribution_value: '12,50' },
      { scope: 'click', attribution_model: 'last-click', attr_window: 7, attribution_value: 12.5 },
    ],
    [{ attribution_share: 0 }, { attribution_share: 0 }],
    [{ attribution_share: 1 }, { attribution_share: 1 }],
    [
      {
        attribution_method: 'ARD',
        decline_reason: 'none',
        auditing_token: 't',
        linkage_key: 'l',
        attribution_setting: { inactivity_window_hours: '24', reattribution_window_hours: 48, other: 1 },
      },
      {
        attribution_method: 'ARD',
        decline_reason: 'none',
        auditing_token: 't',
        linkage_key: 'l',
        attribution_setting: { inactivity_window_hours: 24, reattribution_window_hours: 48 },
      },
    ],
  ])('of %j is %j', (given, data) => expect(map(given)).toEqual({ data, problems: [] }));

  it.each([
    ['0.3', ''],
    [[], ''],
    [{ attribution_share: 1.01 }, '.attribution_share'],
    [{ attribution_share: -0.01 }, '.attribution_share'],
    [{ attribution_share: 'some' }, '.attribution_share'],
    [{ ad_id: 'ada@example.com' }, '.ad_id'],
    [{ visit_time: 'then' }, '.visit_time'],
    [{ attribution_setting: 24 }, '.attribution_setting'],
    [{ note: 'x' }, '.note'],
  ])('of %j is nothing, with a warning', (given, path) => {
    const field = `properties.attribution_data${path}`;
    expect(map(given)).toEqual({
      data: undefined,
      problems: [{ code: 'attribution-data-invalid', severity: 'warning', field }],
    });
  });
});

it('stands beside the name of the event', () => {
  const properties = { action_source: 'other', attribution_data: { attribution_share: 0.3 } };
  const message = { type: 'track', event: 'Lead', userId: 'u1', properties };
  expect(toServerEvent(message, { pixelId: '1' }, {})).toMatchObject({
    event: { attribution_data: { attribution_share: 0.3 }, custom_data: {} },
    problems: [],
  });
});

describe('AppendAttribution', () => {
  const map = (properties: object) =>
    toServerEvent(
      {
        type: 'track',
        event: 'AppendAttribution',
        messageId: 'm1',
        userId: 'u1',
        properties: { action_source: 'other', ...properties },
      },
      { pixelId: '1' },
      {},
    );
  const original_event_data = { event_name: 'Purchase', order_id: '7' };
  const attribution_data = { ad_id: '1', attribution_share: 0.3 };

  it('credits an ad with an earlier event', () => {
    expect(map({ original_event_data, attribution_data })).toMatchObject({
      event: { event_name: 'AppendAttribution', original_event_data, attribution_data },
      problems: [],
    });
  });

  it.each([
    [{ attribution_data }, 'original-event-missing'],
    [{ original_event_data }, 'attribution-data-missing'],
  ])('with %j alone is rejected', (properties, code) => {
    expect(map(properties)).toMatchObject({ rejected: [{ code, severity: 'error' }] });
  });
});
