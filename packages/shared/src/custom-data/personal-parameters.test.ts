import { describe, expect, it } from 'vitest';
import { toPixelCall } from '../mapping/to-pixel-call.js';
import { withoutPersonalParameters } from './personal-parameters.js';

describe('parameters of URLs in a text', () => {
  it.each([
    ['https://shop.example/?phone=4479111&p=1#top', 'https://shop.example/?p=1#top'],
    ['/checkout?p=1&first%5Fname=Ada&q=2', '/checkout?p=1&q=2'],
    ['?customer%5Bphone%5D=4479111', '?'],
    ['/a?p=1&phone=2&city=3', '/a?p=1'],
    ['/thanks?payment_intent=pi_1&payment_intent_client_secret=pi_1_s&p=1', '/thanks?payment_intent=pi_1&p=1'],
    ['/a?session_token=x&token_type=card&x-api-key=1', '/a?token_type=card'],
    ['/a?phone=2&city=3&p=1', '/a?p=1'],
    ['?billing[city]=Paris&x', '?x'],
    ['https://a.example/#/thanks?phone=4479111&p=1', 'https://a.example/#/thanks?p=1'],
    ['https://a.example/#first_name=Ada&p=1', 'https://a.example/#p=1'],
    ['https://a.example/?to=/b?city=Paris', 'https://a.example/?to=/b?'],
    ['https://shop.example/?p=1&amp;phone=4479111&amp;q=2', 'https://shop.example/?p=1&amp;q=2'],
    ['/thanks?First+name=Ada&p=1', '/thanks?p=1'],
    ['phone=4479111&p=1&zip=1010', 'p=1'],
    ['/login?to=%2Fb%3Fphone%3D4479111&p=1', '/login?p=1'],
    ['?to=https%3A%2F%2Fa.example%2F%3Fp%3D1%26first_name%3DAda&q=2', '?q=2'],
    ['?p=1&to=%2Fb%3Fn%3D%252Fc%253fcustomer%255Bphone%255D%253D44', '?p=1'],
    ['?to=%2Fb%23city%3DParis%&p=1', '?p=1'],
    ['see https://shop.example/?zip=1010 and /b?dob=1990&c=3', 'see https://shop.example/? and /b?c=3'],
  ])('are left out of %s where their names are personal', (text, cleaned) => {
    expect(withoutPersonalParameters(text)).toBe(cleaned);
  });

  it.each([
    'https://shop.example/?utm_source=fb&p=1',
    'Which city?',
    'Why? city=Paris',
    'https://shop.example/v1.state=on',
    '?%E0%A4%A=1&&x=2',
    'a?=1',
    '/login?to=%2Fb%3Fp%3D1%26q%3D2&key=YQ%3D%3D',
    `?${'email'.repeat(100)}=1`,
  ])('are kept in %s', (text) => {
    expect(withoutPersonalParameters(text)).toBe(text);
  });
});

describe('properties of a page view', () => {
  const properties = {
    path: '/checkout',
    referrer: 'https://shop.example/cart?last_name=Lovelace&step=2',
    search: '?phone=4479111&step=3',
    links: [{ href: '/a?postcode=1010' }],
  };
  const toData = (settings: object) => {
    const mapped = toPixelCall({ type: 'page', messageId: 'm1', properties }, { pixelId: '1', ...settings });
    if (!('call' in mapped)) throw new Error(JSON.stringify(mapped));
    return { data: mapped.call.data, problems: mapped.problems.map(({ code, field }) => `${code} ${field}`) };
  };

  it('have no personal parameters, with a warning for each', () => {
    expect(toData({})).toEqual({
      data: {
        path: '/checkout',
        referrer: 'https://shop.example/cart?step=2',
        search: '?step=3',
        links: [{ href: '/a?' }],
      },
      problems: ['referrer', 'search', 'links.href'].map((name) => `personal-data-dropped properties.${name}`),
    });
  });

  it('are sent unchanged where the site allows them', () => {
    const { referrer, search } = properties;
    expect(toData({ piiAllowlist: ['referrer', 'search'] }).data).toMatchObject({ referrer, search });
  });
});
