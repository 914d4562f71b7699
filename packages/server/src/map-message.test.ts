import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type GraphEvent, mapMessage } from './map-message.js';

const now = Date.parse('2026-01-31T12:00:00Z');
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const message = (traits: object, rest: object = {}) => ({
  type: 'track',
  event: 'Lead',
  messageId: 'm1',
  traits,
  ...rest,
});

function userDataOf(input: object, settings: object = {}): GraphEvent['user_data'] {
  const mapped = mapMessage(input, { pixelId: '1', ...settings }, { now });
  if (!('event' in mapped)) throw new Error(JSON.stringify(mapped));
  return mapped.event.user_data;
}

describe('mapMessage', () => {
  it('hashes every match key in its normal form', () => {
    const traits = {
      email: ' Ada@Example.com ',
      phone: '(650) 555-0100',
      firstName: 'Ada',
      lastName: 'Byron',
      birthday: '1990-12-05',
      gender: 'female',
      address: { city: 'New York', state: 'New York', zip: '10001-1234', country: 'USA' },
    };
    expect(userDataOf(message(traits, { userId: 'User 1' }))).toEqual({
      external_id: sha256('user1'),
      em: sha256('ada@example.com'),
      ph: sha256('16505550100'),
      fn: sha256('ada'),
      ln: sha256('byron'),
      db: sha256('19901205'),
      ge: sha256('f'),
      ct: sha256('newyork'),
      st: sha256('ny'),
      zp: sha256('10001'),
      country: sha256('us'),
    });
  });

  it('takes lists, each value once', () => {
    expect(userDataOf(message({ email: ['a@b.example', 'A@B.example', 'c@d.example', ''] })).em).toEqual([
      sha256('a@b.example'),
      sha256('c@d.example'),
    ]);
  });

  it('keeps what is hashed already, in lower case', () => {
    const hash = sha256('ada@example.com');
    expect(userDataOf(message({ email: hash.toUpperCase() })).em).toBe(hash);
    expect(userDataOf(message({ id: 'd41d8cd98f00b204e9800998ecf8427e' })).external_id).toBe(
      'd41d8cd98f00b204e9800998ecf8427e',
    );
  });

  it('never sends what is said to be hashed and is not', () => {
    const input = message({ email: 'a@b.example', id: 'u' }, { integrations: { fb_conversions: { hashed: true } } });
    expect(userDataOf(input)).toEqual({ external_id: sha256('u') });
  });

  it.each([
    ['203.0.113.9', undefined],
    ['8.8.8.8', '8.8.8.8'],
    ['::ffff:8.8.8.8', '8.8.8.8'],
    ['2606:4700::1111', '2606:4700::1111'],
    ['10.0.0.5', undefined],
    ['::ffff:10.0.0.5', undefined],
    ['127.0.0.1', undefined],
    ['fe80::1', undefined],
    ['nonsense', undefined],
  ])('of the address %s goes %s', (ip, sent) => {
    expect(userDataOf(message({ id: 'u' }, { context: { ip } })).client_ip_address).toBe(sent);
  });

  it.each([
    ['nothing', {}, {}],
    ['a city and a user agent', { address: { city: 'Paris', country: 'FR' } }, { context: { userAgent: 'x' } }],
    ['a first name and a gender', { firstName: 'Ada', gender: 'f' }, {}],
    ['unusable values', { email: 'undefined', phone: '1' }, {}],
  ])('%s is too little to match by', (_name, traits, rest) => {
    const mapped = mapMessage(message(traits, rest), { pixelId: '1' }, { now });
    expect(mapped.rejected?.map(({ code }) => code)).toContain('no-match-keys');
  });

  it('carries no personal data in clear', () => {
    const secret = 'ada@example.com';
    const mapped = mapMessage(
      message(
        { email: secret, name: secret, phone: '+16505550100' },
        {
          event: 'Order Completed',
          userId: secret,
          messageId: secret,
          properties: {
            revenue: 1,
            note: secret,
            order_id: secret,
            name: secret,
            query: secret,
            category: [secret],
            products: [{ id: secret, name: secret }],
            nested: [{ deep: secret }],
          },
          context: {
            page: {
              url: `https://s.example/${secret}?a=${secret}#${secret}`,
              referrer: `https://s.example/?b=${encodeURIComponent(secret)}`,
            },
          },
        },
      ),
      { pixelId: '1' },
      { now },
    );
    expect(JSON.stringify('event' in mapped && mapped.event)).toContain('Purchase');
    expect(JSON.stringify(mapped)).not.toMatch(/ada(@|%40)example|16505550100/);
  });
});
