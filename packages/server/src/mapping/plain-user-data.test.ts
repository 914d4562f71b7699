import { describe, expect, it } from 'vitest';
import { toServerEvent } from './to-server-event.js';

const now = Date.parse('2026-09-15T12:00:00Z');

/** Maps a lead of a known visitor with more of a context. */
function map(context: object, properties: object = {}): { userData: Record<string, unknown>; warnings: string[] } {
  const message = { type: 'track', event: 'Lead', messageId: 'm1', userId: 'u1', timestamp: now, context, properties };
  const settings = { pixelId: '1', actionSource: 'other' } as const;
  const mapped = toServerEvent(message, settings, { now });
  if (!('event' in mapped)) throw new Error(JSON.stringify(mapped));
  const userData: Record<string, unknown> = mapped.event.user_data;
  return { userData, warnings: mapped.problems.map(({ code, field }) => `${code} ${field}`) };
}

describe('the click id', () => {
  const url = 'https://shop.example/boots';

  it.each([
    ['the page', `${url}?fbclid=IwAR1`, undefined],
    ['the page before it', url, 'https://shop.example/?fbclid=IwAR1'],
    ['a page before it of a host below', url, 'https://blog.shop.example/?fbclid=IwAR1'],
    ['a page before it of the host above', 'https://blog.shop.example/', 'https://www.SHOP.example:443/?fbclid=IwAR1'],
    ['a page before it of a host beside it', 'https://shop.brand.example/', 'https://www2.brand.example/?fbclid=IwAR1'],
    ['the page first', `${url}?fbclid=IwAR1`, 'https://shop.example/?fbclid=IwAR2'],
  ])('is that of %s', (_whose, pageUrl, referrer) => {
    expect(map({ page: { url: pageUrl, referrer } }).userData.fbc).toBe(`fb.1.${now}.IwAR1`);
  });

  it.each([
    ['another site', 'https://other.example/?fbclid=IwAR1'],
    ['a site that only ends alike', 'https://myshop.example/?fbclid=IwAR1'],
    ['no address', '?fbclid=IwAR1'],
    ['no text', { fbclid: 'IwAR1' }],
  ])('is not that of a referrer that is %s', (_what, referrer) => {
    expect(map({ page: { url, referrer } }).userData).not.toHaveProperty('fbc');
  });

  it('is not that of a referrer of another shop, or of none, on a domain that shops share', () => {
    for (const referrer of ['https://b.myshopify.com/?fbclid=IwAR1', 'https://myshopify.com/?fbclid=IwAR1']) {
      expect(map({ page: { url: 'https://a.myshopify.com/', referrer } }).userData).not.toHaveProperty('fbc');
    }
  });

  // The URL of a library is the canonical one of the page, which may have a query of its own.
  it.each([
    ['the address of the tab', { url: `${url}?p=1`, tab_url: `${url}?fbclid=IwAR1` }],
    ['the query of the page', { url: `${url}?p=1`, search: '?utm_source=fb&fbclid=IwAR1' }],
  ])('is that of %s', (_whose, page) => {
    expect(map({ page }).userData.fbc).toBe(`fb.1.${now}.IwAR1`);
  });

  it('is not that of a query without its page, nor of a URL in the properties, as in RudderStack', () => {
    expect(map({ page: { search: '?fbclid=IwAR1' } }).userData).not.toHaveProperty('fbc');
    expect(map({}, { url: `${url}?fbclid=IwAR1` }).userData).not.toHaveProperty('fbc');
  });

  it('is that of the URL of the page before others', () => {
    const page = { url: `${url}?fbclid=IwAR1`, tab_url: `${url}?fbclid=IwAR2`, search: '?fbclid=IwAR3' };
    expect(map({ page }, { url: `${url}?fbclid=IwAR4` }).userData.fbc).toBe(`fb.1.${now}.IwAR1`);
    expect(map({ page: { url } }, { url: `${url}?fbclid=IwAR4` }).userData).not.toHaveProperty('fbc');
  });

  it('is not that of a referrer where the page is unknown', () => {
    expect(map({ page: { referrer: 'https://shop.example/?fbclid=IwAR1' } }).userData).not.toHaveProperty('fbc');
  });
});

describe('a click or browser id that is malformed in the context', () => {
  const [fbp, fbc] = ['fb.1.1700000000000.42', 'fb.1.1700000000000.IwAR1'];

  it.each(['undefined', 'IwAR1', 7])('(%j) gives way to that of the properties', (given) => {
    expect(map({ fbp: given, fbc: given }, { fbp, fbc })).toMatchObject({ userData: { fbp, fbc }, warnings: [] });
  });

  it('is told of where there is no other', () => {
    const { userData, warnings } = map({ fbp: 'x', fbc: 'x' });
    expect(userData).not.toHaveProperty('fbp');
    expect(warnings).toEqual(['fbc-malformed context.fbc', 'fbp-malformed context.fbp']);
  });
});

describe('the advertising id', () => {
  it.each(['0a1b2c3d-0000-0000-0000-000000000000', '00000000-0000-0000-0000-00000000000a'])(
    '%s is sent, though it begins or ends with zeros',
    (advertisingId) => {
      expect(map({ device: { advertisingId } })).toMatchObject({ userData: { madid: advertisingId }, warnings: [] });
    },
  );
});

describe('the user agent', () => {
  it.each([
    [512, 512, []],
    [513, 512, ['text-cut context.userAgent']],
  ])('of %i characters is sent with %i', (given, sent, warnings) => {
    const mapped = map({ userAgent: 'U'.repeat(given) });
    expect(mapped).toEqual({ userData: expect.objectContaining({ client_user_agent: 'U'.repeat(sent) }), warnings });
  });
});
