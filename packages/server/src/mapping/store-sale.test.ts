import { describe, expect, it } from 'vitest';
import { toServerEvent } from './to-server-event.js';

const map = (action_source: string, rest: object = {}) =>
  toServerEvent(
    {
      type: 'track',
      event: 'Order Completed',
      messageId: 'm1',
      userId: 'u1',
      properties: {
        action_source,
        revenue: 5,
        currency: 'EUR',
        url: 'https://shop.example/till',
        store_data: { store_code: 's1', hours: { open: 9 }, phone: '+16505550100' },
      },
      context: {
        ip: '8.8.8.8',
        userAgent: 'UA',
        fbp: 'fb.1.1.1',
        fbc: 'fb.1.1.A',
        page: { url: 'https://shop.example/?fbclid=B', referrer: 'https://shop.example/' },
      },
      ...rest,
    },
    { pixelId: '1' },
    { now: Date.parse('2026-01-31T12:00:00Z') },
  );

describe('a sale in a store', () => {
  it('carries nothing of a browser, and its store whole', () => {
    const mapped = map('physical_store');
    if (!('event' in mapped)) throw new Error(JSON.stringify(mapped));
    const { event } = mapped;
    expect(Object.keys(event.user_data)).toEqual(['external_id']);
    expect(event).not.toHaveProperty('event_source_url');
    expect(event).not.toHaveProperty('referrer_url');
    expect(event.custom_data.store_data).toEqual({ store_code: 's1', hours: { open: 9 } });
  });

  it('is rejected when a browser is all that is known of the buyer', () => {
    const mapped = map('physical_store', { userId: undefined });
    const errors = mapped.rejected?.filter(({ severity }) => severity === 'error');
    expect(errors?.map(({ code }) => code)).toEqual(['no-match-keys']);
  });

  it.each(['website', 'phone_call', 'system_generated'])('differs from one of the source %s', (source) => {
    const mapped = map(source);
    expect('event' in mapped && Object.keys(mapped.event.user_data).sort()).toEqual([
      'client_ip_address',
      'client_user_agent',
      'external_id',
      'fbc',
      'fbp',
    ]);
    expect(mapped).toMatchObject({ event: { event_source_url: 'https://shop.example/?fbclid=B' } });
  });
});
