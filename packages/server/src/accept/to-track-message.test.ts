import { describe, expect, it } from 'vitest';
import { toServerEvent } from '../mapping/to-server-event.js';
import { toTrackMessage } from './to-track-message.js';

const now = 1_800_000_000_000;
const identity = { fbp: 'fb.1.1700000000000.42', userAgent: 'test', url: 'https://s.example/', userId: 'visitor' };

describe('toTrackMessage', () => {
  it('builds a message from the identity, which the options override', () => {
    expect(
      toTrackMessage('Lead', { a: 1 }, { identity, userId: 'u1', traits: { email: 'e' }, timestamp: 5 }, now),
    ).toEqual({
      type: 'track',
      event: 'Lead',
      properties: { a: 1 },
      userId: 'u1',
      traits: { email: 'e' },
      timestamp: 5,
      context: { fbp: identity.fbp, userAgent: 'test', page: { url: identity.url } },
    });
    for (const userId of [undefined, null, '']) {
      expect(toTrackMessage('Lead', undefined, { identity, userId }, now)).toMatchObject({ userId: 'visitor' });
    }
  });

  it.each([
    ['a property', 'Lead', { event_id: 'other' }, undefined],
    ['a trait', 'Lead', {}, { event_id: 'other' }],
    ['an order number', 'Order Completed', { order_id: 1, revenue: 1, currency: 'EUR' }, undefined],
  ])('uses the event id of the options, whatever %s has', (_name, event, properties, traits) => {
    const options = { identity, eventId: 'mine', ...(traits && { traits }) };
    const mapped = toServerEvent(toTrackMessage(event, properties, options, now), { pixelId: '1' }, { now });
    expect(mapped).toMatchObject({ event: { event_id: 'mine' }, problems: [] });
    expect(JSON.stringify(mapped)).not.toContain('"other"');
  });
});
