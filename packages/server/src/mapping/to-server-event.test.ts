import { describe, expect, it } from 'vitest';
import { sha256 } from '../../test/support/sha256.js';
import type { ServerEvent } from './server-event.js';
import { toServerEvent } from './to-server-event.js';

const now = Date.parse('2026-01-31T12:00:00Z');

const message = (traits: object, rest: object = {}) => ({
  type: 'track',
  event: 'Lead',
  messageId: 'm1',
  traits,
  ...rest,
});

function toUserData(input: object, settings: object = {}): ServerEvent['user_data'] {
  const mapped = toServerEvent(input, { pixelId: '1', ...settings }, { now });
  if (!('event' in mapped)) throw new Error(JSON.stringify(mapped));
  return mapped.event.user_data;
}

describe('toServerEvent', () => {
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
    expect(toUserData(message(traits, { userId: 'User 1' }))).toEqual({
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
    expect(toUserData(message({ email: ['a@b.example', 'A@B.example', 'c@d.example', ''] })).em).toEqual([
      sha256('a@b.example'),
      sha256('c@d.example'),
    ]);
  });

  it('keeps what is hashed already, in lower case', () => {
    const hash = sha256('ada@example.com');
    expect(toUserData(message({ email: hash.toUpperCase() })).em).toBe(hash);
    expect(toUserData(message({ id: 'd41d8cd98f00b204e9800998ecf8427e' })).external_id).toBe(
      'd41d8cd98f00b204e9800998ecf8427e',
    );
  });

  it('never sends what is said to be hashed and is not', () => {
    const input = message({ email: 'a@b.example', id: 'u' }, { integrations: { fb_conversions: { hashed: true } } });
    expect(toUserData(input)).toEqual({ external_id: sha256('u') });
  });

  it('tells which key is said to be hashed and is not, also where only one of its values is not', () => {
    const email = [sha256('a@b.example'), 'c@d.example'];
    const input = message({ email, gender: sha256('f') }, { integrations: { fb_conversions: { hashed: true } } });
    expect(toServerEvent(input, { pixelId: '1', actionSource: 'other' }, {})).toMatchObject({
      event: { user_data: { em: sha256('a@b.example'), ge: sha256('f') } },
      problems: [{ code: 'not-hashed', field: 'user_data.em' }],
    });
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
    expect(toUserData(message({ id: 'u' }, { context: { ip } })).client_ip_address).toBe(sent);
  });

  it.each([
    ['nothing', {}, {}],
    ['a city and a user agent', { address: { city: 'Paris', country: 'FR' } }, { context: { userAgent: 'x' } }],
    ['a first name and a gender', { firstName: 'Ada', gender: 'f' }, {}],
    ['unusable values', { email: 'undefined', phone: '1' }, {}],
  ])('%s is too little to match by', (_name, traits, rest) => {
    const mapped = toServerEvent(message(traits, rest), { pixelId: '1' }, { now });
    expect(mapped.rejected?.map(({ code }) => code)).toContain('no-match-keys');
  });

  describe('hostile values in any part', () => {
    const fail = (): never => {
      throw new Error('trap');
    };
    let deep: object = {};
    for (let depth = 0; depth < 100_000; depth++) deep = { deep };
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    const values: [string, unknown][] = [
      ['a toString trap', { toString: fail, valueOf: fail, [Symbol.toPrimitive]: fail }],
      ['a throwing getter', Object.defineProperty({}, 'email', { enumerable: true, get: fail })],
      ['a proxy that throws', new Proxy({}, { get: fail, ownKeys: fail, getPrototypeOf: fail })],
      ['a cycle', cycle],
      ['an object 100,000 deep', deep],
      ['a list of 300,000', Array.from({ length: 300_000 }, () => ({ email: 'a@b.example' }))],
      ['a text of a million letters', '9 '.repeat(500_000)],
      ['prototype keys', JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}')],
      ['half a surrogate pair', '\ud800'],
      ['a bigint', 10n],
      ['not a number', Number.NaN],
      ['infinity', Number.POSITIVE_INFINITY],
      ['a symbol', Symbol('x')],
      ['a function', fail],
      ['a broken date', new Date(Number.NaN)],
    ];
    const parts: [string, (value: unknown) => object][] = [
      ['the message', (value) => value as object],
      ...['type', 'event', 'properties', 'traits', 'context', 'integrations', 'timestamp', 'messageId', 'userId'].map(
        (key): [string, (value: unknown) => object] => [key, (value) => message({ id: 'u' }, { [key]: value })],
      ),
      ...['products', 'revenue', 'category', 'contents', 'currency', 'query', 'order_id'].map(
        (key): [string, (value: unknown) => object] => [
          `properties.${key}`,
          (value) => message({ id: 'u' }, { event: 'Order Completed', properties: { revenue: 1, [key]: value } }),
        ],
      ),
      ...['email', 'phone', 'birthday', 'name', 'address', 'id', 'gender'].map(
        (key): [string, (value: unknown) => object] => [`traits.${key}`, (value) => message({ [key]: value })],
      ),
      ...['page', 'ip', 'userAgent', 'fbc', 'device', 'traits', 'dataProcessingOptions'].map(
        (key): [string, (value: unknown) => object] => [
          `context.${key}`,
          (value) => message({ id: 'u' }, { context: { [key]: value } }),
        ],
      ),
    ];

    it.each(values)('%s', (_name, value) => {
      for (const [, place] of parts) {
        const mapped = toServerEvent(place(value), { pixelId: '1', limitedDataUse: true }, { now });
        expect(JSON.stringify(mapped).length).toBeLessThan(2_500_000);
        const problems = ('event' in mapped ? mapped.problems : mapped.rejected) ?? [];
        expect(problems.length).toBeLessThan(120);
      }
      expect(({} as { polluted?: number }).polluted).toBeUndefined();
    });
  });

  it('carries no personal data unhashed', () => {
    const secret = 'ada@example.com';
    const mapped = toServerEvent(
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
