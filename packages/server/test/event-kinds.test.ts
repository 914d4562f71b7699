import { findRefusal } from '@twinbeam/sandbox';
import { messagingChannels, type Settings, toPixelCall } from '@twinbeam/shared';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mapMessage } from '../dist/index.js';
import type { Fields } from './support/arbitraries.js';
import { arbitraryKind } from './support/event-kinds.js';

/** Properties of messaging events, leads of a CRM, late values, store events and app events. */

const now = Date.parse('2026-01-31T12:00:00Z');

const settings: fc.Arbitrary<Settings> = fc.record(
  {
    pixelId: fc.constant('1'),
    limitedDataUse: fc.boolean(),
    messagingChannel: fc.constantFrom(...messagingChannels),
    defaultCurrency: fc.constant('EUR'),
  },
  { requiredKeys: ['pixelId'] },
);

/** Custom data that only the server adds or checks, or that it sends in `app_data` instead. */
const serverOnlyKeys = /^(event_source|application_tracking_enabled|receipt_data|consider_views|include_\w+_data)$/;
const removeServerOnly = (data: Fields): Fields =>
  Object.fromEntries(Object.entries(data).filter(([key]) => !serverOnlyKeys.test(key)));

describe('every message of these kinds', { retry: 0 }, () => {
  it("keeps Meta's rules if it is sent", () => {
    const accepted: Record<string, number> = {};
    fc.assert(
      fc.property(arbitraryKind, settings, (message, use) => {
        const mapped = mapMessage(message, use, { now });
        if (!('event' in mapped)) return;
        const { event } = mapped;
        for (const kind of [event.event_name, event.action_source, event.messaging_channel ?? '']) {
          accepted[kind] = (accepted[kind] ?? 0) + 1;
        }
        expect(findRefusal(JSON.parse(JSON.stringify(event)), now)).toBeUndefined();
      }),
      { numRuns: 1_500 },
    );
    const kinds = ['AppendValue', 'app', 'physical_store', 'system_generated', 'business_messaging', 'whatsapp'];
    for (const kind of kinds) expect(accepted[kind], kind).toBeGreaterThan(10);
  }, 60_000);

  it('has the same custom data on both legs, except for the data of server events', () => {
    let told = 0;
    fc.assert(
      fc.property(arbitraryKind, settings, (message, use) => {
        const pixel = toPixelCall(message, use);
        const server = mapMessage(message, use, { now });
        if ('call' in pixel) expect(pixel.call.name).not.toMatch(/^Append(Value|Attribution)$/);
        if (!('call' in pixel) || !('event' in server)) return;
        told++;
        expect(removeServerOnly(server.event.custom_data)).toEqual(removeServerOnly(pixel.call.data));
      }),
      { numRuns: 1_000 },
    );
    expect(told).toBeGreaterThan(100);
  }, 60_000);
});
