import { describe, expect, it } from 'vitest';
import { sha256 } from './match-keys/hash.js';
import { toServerEvent } from './to-server-event.js';

const now = Date.parse('2026-09-15T12:00:00Z');

interface Given {
  message?: Record<string, unknown>;
  traits?: Record<string, unknown>;
  context?: Record<string, unknown>;
  settings?: Record<string, unknown>;
}

/** Maps a lead of a known visitor. */
function map({ message, traits, context, settings }: Given): Record<string, unknown> & { warnings: string[] } {
  const mapped = toServerEvent(
    {
      type: 'track',
      event: 'Lead',
      messageId: 'm1',
      timestamp: now - 60_000,
      context: { userAgent: 'UA', page: { url: 'https://shop.example/' }, ...context },
      traits: { ...traits },
      userId: 'u1',
      ...message,
    },
    { pixelId: '1', ...settings },
    { now },
  );
  if (!('event' in mapped)) throw new Error(JSON.stringify(mapped));
  const userData: Record<string, unknown> = mapped.event.user_data;
  return { ...userData, warnings: mapped.problems.map(({ code, field }) => `${code} ${field}`) };
}

const email = sha256('ada@example.com');

describe('what cannot be read', () => {
  it.each([
    ['em', { email: 'ada@localhost' }],
    ['ph', { phone: 'call me' }],
    ['db', { birthday: '1990' }],
    ['fn', { firstName: 7 }],
    ['ct', { address: { city: '42' } }],
    ['country', { address: { country: '276' } }],
  ])('is left out of %s with a warning', (key, traits) => {
    const { [key]: value, warnings } = map({ traits });
    expect([value, warnings]).toEqual([undefined, [`match-key-unusable user_data.${key}`]]);
  });

  it('is no problem where it may be none of the values that Meta knows, or is blank', () => {
    expect(map({ traits: { gender: 'non-binary', email: ' ', address: { zip: '' } } }).warnings).toEqual([]);
  });

  it.each([
    ['properties', { message: { properties: '{"value":5}' } }],
    ['properties', { message: { properties: [{ value: 5 }] } }],
    ['traits', { message: { traits: 'ada@example.com' } }],
    ['traits.address', { traits: { address: '1 Main Street, Paris' } }],
    ['context.traits', { context: { traits: ['a'] } }],
  ])('is told of %s that is no object', (path, given) => {
    expect(map(given).warnings).toEqual([`message-unreadable ${path}`]);
  });

  it('is no empty list, as PHP writes an object without properties', () => {
    expect(map({ message: { properties: [], traits: [] }, context: { page: [] } }).warnings).toEqual(
      map({ message: { properties: {}, traits: {} }, context: { page: {} } }).warnings,
    );
  });

  it('is told of Limited Data Use, which the event then does not have', () => {
    const given = { context: { dataProcessingOptions: 'CCPA' }, settings: { limitedDataUse: true } };
    expect(map(given).warnings).toEqual(['data-processing-unreadable context.dataProcessingOptions']);
  });

  it.each([
    ['is told of a limit that the settings do not pass on', [['LDU'], 0, 0], {}, 1],
    ['is told of one that could not be read either', 'CCPA', {}, 1],
    ['is told of nothing where nothing is limited', [[], 0, 0], {}, 0],
    ['is told of nothing where the limit is passed on', [['LDU'], 0, 0], { limitedDataUse: true }, 0],
  ])('%s', (_name, dataProcessingOptions, settings, count) => {
    const warnings = Array(count).fill('data-processing-unused context.dataProcessingOptions');
    expect(map({ context: { dataProcessingOptions }, settings }).warnings).toEqual(warnings);
  });
});

describe('text that stands for no value', () => {
  it.each([
    ['userId', { message: { userId: 'null', anonymousId: 'a1' } }, { external_id: sha256('a1') }],
    ['userId', { message: { userId: 0, anonymousId: 'a1' } }, { external_id: sha256('a1') }],
    ['userId', { message: { userId: 'Guest' }, traits: { id: 't1' } }, { external_id: sha256('t1') }],
    ['traits.id', { message: { userId: '', anonymousId: 'a1' }, traits: { id: '-1' } }, { external_id: sha256('a1') }],
    [
      'anonymousId',
      { message: { userId: undefined, anonymousId: 'undefined' }, traits: { email: 'ada@example.com' } },
      { external_id: undefined, em: email },
    ],
    [
      'traits.email',
      { traits: { email: '(not set)' }, context: { traits: { email: 'ada@example.com' } } },
      { em: email },
    ],
    ['traits.phone', { traits: { phone: '[object Object]' } }, { ph: undefined }],
    [
      'traits.firstName',
      { traits: { firstName: 'undefined', lastName: 'Null' } },
      { fn: undefined, ln: sha256('null') },
    ],
    ['traits.lastName', { traits: { firstName: 'None', lastName: 'null' } }, { fn: sha256('none'), ln: undefined }],
    ['traits.name', { traits: { name: 'Ada undefined' } }, { fn: sha256('ada'), ln: undefined }],
    [
      'traits.name',
      { traits: { name: 'null null' }, context: { traits: { name: 'Ada Byron' } } },
      { ln: sha256('byron') },
    ],
    [
      'traits.address.city',
      { traits: { address: { city: 'N/A', country: 'DE' } } },
      { ct: undefined, country: sha256('de') },
    ],
    ['traits.address.zip', { traits: { address: { zip: 'null', postalCode: '10115' } } }, { zp: sha256('10115') }],
    ['context.traits.address.state', { context: { traits: { address: { state: 'none' } } } }, { st: undefined }],
    ['user_data.em', { traits: { email: ['undefined', 'ada@example.com'] } }, { em: email }],
    ['user_data.em', { traits: { email: sha256('') } }, { em: undefined }],
    ['user_data.ph', { traits: { phone: sha256('null').toUpperCase() } }, { ph: undefined }],
    ['user_data.ct', { traits: { address: { city: `${sha256('undefined')}.AQYCAQMC` } } }, { ct: undefined }],
    ['user_data.external_id', { message: { userId: sha256('None') } }, { external_id: undefined }],
    ['context.subscription_id', { context: { subscription_id: 'NaN' } }, { subscription_id: undefined }],
    ['context.userAgent', { context: { userAgent: 'undefined' } }, { client_user_agent: undefined }],
    [
      'context.device.advertisingId',
      { context: { device: { advertisingId: '00000000-0000-0000-0000-000000000000' } } },
      { madid: undefined, anon_id: undefined },
    ],
    [
      'properties.anon_id',
      { message: { properties: { anon_id: 'null' } }, context: { device: { advertisingId: 'd1' } } },
      { anon_id: 'd1' },
    ],
  ] as [string, Given, Record<string, unknown>][])(
    'counts as missing in %s, with a warning: %j',
    (field, given, expected) => {
      const userData = map({
        ...given,
        traits: { gender: 'f', ...given.traits },
        context: { fbp: 'fb.1.1.1', ...given.context },
      });
      const found = Object.keys(expected).map((key) => [key, userData[key]]);
      expect(Object.fromEntries(found)).toEqual(expected);
      expect(userData.warnings).toContain(`placeholder-value ${field}`);
    },
  );

  it.each([[[]], [[null, ' ']], [['undefined', '']]])(
    'leaves room for the next source where it is all of %j',
    (given) => {
      expect(map({ traits: { email: given }, context: { traits: { email: 'ada@example.com' } } }).em).toBe(email);
    },
  );

  it('is told apart from values that look like it', () => {
    const { warnings, ...userData } = map({
      message: { userId: '00' },
      traits: { firstName: 'Guest', lastName: 'None', address: { city: 'Nantes' } },
    });
    expect(userData).toMatchObject({ external_id: sha256('00'), fn: sha256('guest'), ln: sha256('none') });
    expect(warnings).toEqual([]);
  });
});

describe("values in the form of Meta's Parameter Builder", () => {
  const hash = sha256('anything');

  it.each(['AQ', 'Ag', 'Aw', 'BA', 'BQ', 'Bg', 'AQYCAQMC', 'a_b-0123'])(
    'keep the appendix %s on every key',
    (appendix) => {
      const value = `${hash}.${appendix}`;
      const traits = {
        email: value,
        phone: [value, '+16505550100'],
        gender: value,
        birthday: value,
        firstName: value,
        lastName: value,
        address: { city: value, state: value, zip: value, country: value },
      };
      expect(map({ message: { userId: value }, traits })).toMatchObject({
        external_id: value,
        em: value,
        ph: [value, sha256('16505550100')],
        ge: value,
        db: value,
        fn: value,
        ln: value,
        ct: value,
        st: value,
        zp: value,
        country: value,
        warnings: [],
      });
    },
  );

  it('are taken for hashed', () => {
    const integrations = { 'Facebook Conversions': { hashed: true } };
    const { em, warnings } = map({ message: { integrations }, traits: { email: ` ${hash.toUpperCase()}.BA ` } });
    expect({ em, warnings }).toEqual({ em: `${hash}.BA`, warnings: [] });
  });

  it.each(['AX', 'AQYCAQM', 'AQYCAQMCX', 'AQYC.QMC'])('with another appendix (%s) are no hashes', (appendix) => {
    expect(map({ traits: { email: `${hash}.${appendix}` } })).not.toHaveProperty('em');
    expect(map({ message: { userId: `${hash}.${appendix}` } }).external_id).toBe(
      sha256(`${hash}.${appendix}`.toLowerCase()),
    );
  });
});

describe('the place of context.geo', () => {
  const geo = { city: 'Berlin', region: 'Berlin', postal: '10115', country: 'DE' };

  it('stands in for an address', () => {
    expect(map({ context: { geo } })).toMatchObject({
      ct: sha256('berlin'),
      st: sha256('berlin'),
      zp: sha256('10115'),
      country: sha256('de'),
    });
  });

  it('yields to the address, key by key', () => {
    const address = { city: 'Paris', country: 'France' };
    expect(map({ traits: { address }, context: { geo } })).toMatchObject({
      ct: sha256('paris'),
      country: sha256('fr'),
      zp: sha256('10115'),
    });
  });

  it('says by which country states and postal codes are read', () => {
    const american = { region: 'California', postal: '94107-1234', country: 'US' };
    expect(map({ context: { geo: american }, settings: { defaultCountry: 'DE' } })).toMatchObject({
      st: sha256('ca'),
      zp: sha256('94107'),
    });
  });

  it.each([
    ['the address', { address: { country: 'GB' } }, 'DE', '447911123456'],
    ['the settings', {}, 'GB', '447911123456'],
    ['the geolocation', {}, undefined, '497911123456'],
  ])('says the country of a telephone number after %s', (_what, traits, defaultCountry, digits) => {
    const { ph } = map({
      traits: { phone: '07911 123456', ...traits },
      context: { geo },
      settings: { defaultCountry },
    });
    expect(ph).toBe(sha256(digits));
  });

  it.each([['none'], [null], [['Berlin']], [{ city: {}, region: null, postal: '', country: 7 }]])(
    'that is %j changes nothing',
    (odd) => {
      const userData = map({ context: { geo: odd } });
      expect(userData).not.toHaveProperty('ct');
      expect(userData).not.toHaveProperty('country');
    },
  );

  it('is no match key where its text stands for no value', () => {
    const userData = map({ context: { geo: { city: '(not set)', country: 'DE' } } });
    expect(userData).not.toHaveProperty('ct');
    expect(userData.warnings).toEqual(['placeholder-value context.geo.city']);
  });
});

describe('lists of telephone numbers', () => {
  it('are read by the library up to the fourth, and need none in international form', () => {
    const ready = ['+16505550100', '+16505550101', '+16505550102', '+16505550103', '+16505550104'];
    const national = [1, 2, 3, 4, 5, 6].map((last) => `07911 12345${last}`);
    const { ph } = map({ traits: { phone: [...national, ...ready, sha256('x')], address: { country: 'GB' } } });
    expect(ph).toEqual([
      ...national.slice(0, 4).map((_number, index) => sha256(`44791112345${index + 1}`)),
      ...ready.map((number) => sha256(number.slice(1))),
      sha256('x'),
    ]);
  });
});

describe('a click cookie that is made from an event', () => {
  it('keeps the milliseconds of its time', () => {
    const page = { url: 'https://shop.example/?fbclid=AbC' };
    const timestamp = '2026-09-15T11:59:00.693Z';
    expect(map({ message: { timestamp }, context: { page } }).fbc).toBe(`fb.1.${Date.parse(timestamp)}.AbC`);
  });

  it.each([1789473540.25, '1789473540.25'])('of %j too', (timestamp) => {
    const page = { url: 'https://shop.example/?fbclid=AbC' };
    expect(map({ message: { timestamp }, context: { page } }).fbc).toBe('fb.1.1789473540250.AbC');
  });
});
