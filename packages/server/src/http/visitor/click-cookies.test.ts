import { describe, expect, it } from 'vitest';
import { type ClickCookieInput, clickCookies, selectRenewedClickIds } from './click-cookies.js';

const now = 1_800_000_000_000;
const select = (input: Partial<ClickCookieInput>) =>
  clickCookies({ host: 'www.shop.example', now, random: () => 0.5, ...input });

describe('clickCookies', () => {
  it('creates a browser id for a first visit, and cookies for the whole site', () => {
    expect(select({ query: { fbclid: 'AbC-_.1' } })).toEqual({
      fbp: `fb.1.${now}.1073741823`,
      fbc: `fb.1.${now}.AbC-___DOT__1`,
      setCookies: [
        { name: '_fbp', value: `fb.1.${now}.1073741823`, maxAge: 7_776_000, domain: 'shop.example' },
        { name: '_fbc', value: `fb.1.${now}.AbC-___DOT__1`, maxAge: 7_776_000, domain: 'shop.example' },
      ],
    });
  });

  it.each<[string, Partial<ClickCookieInput>, string | undefined]>([
    ['the same click keeps its time', { query: { fbclid: 'A' }, cookies: { _fbc: 'fb.1.17.A' } }, 'fb.1.17.A'],
    ['another click replaces it', { query: { fbclid: 'B' }, cookies: { _fbc: 'fb.1.17.A' } }, `fb.1.${now}.B`],
    ['a tag at the end is carried on', { cookies: { _fbc: 'fb.1.17.A.AQYCAQMB' } }, 'fb.1.17.A.AQYCAQMB'],
    ['the copy brings back a deleted cookie', { cookies: { twinbeam_keep: 'a1!!fb.1.17.A' } }, 'fb.1.17.A'],
    ['an object of a cookie parser is no copy', { cookies: { twinbeam_keep: {} as string } }, undefined],
    ['a malformed cookie is left out', { cookies: { _fbc: 'garbage' } }, undefined],
    ['a click id that could break a header is left out', { query: { fbclid: 'a;Path=/x' } }, undefined],
    ['a click id too long for the Pixel is left out', { query: { fbclid: 'a'.repeat(501) } }, undefined],
    ['of a list the first counts', { query: { fbclid: ['A', 'B'] } }, `fb.1.${now}.A`],
    ['a query as text may begin with its mark', { query: '?fbclid=A' }, `fb.1.${now}.A`],
    ['a query as text needs no mark', { query: 'fbclid=A' }, `fb.1.${now}.A`],
    ['a query as text is decoded once', { query: '?x=1&fbclid=A%2DB' }, `fb.1.${now}.A-B`],
    ['a query that was encoded twice brings none', { query: '?x=1&fbclid=A%252DB' }, undefined],
    ['a parsed query is not decoded again', { query: { fbclid: 'A%2DB' } }, undefined],
    ['a page of the site brings it', { referer: 'https://shop.example/?fbclid=R' }, `fb.1.${now}.R`],
    ['a foreign page does not', { referer: 'https://l.facebook.example/?fbclid=R' }, undefined],
    ['nothing is known', { query: null, cookies: null, referer: null }, undefined],
    ['a broken referrer is none', { referer: 'http://' }, undefined],
    [
      'a request without a host, as over HTTP/2, has no domain',
      { host: undefined, query: { fbclid: 'A' } },
      `fb.0.${now}.A`,
    ],
    ['halves of characters are none', { query: { fbclid: '\ud800' } }, undefined],
  ])('%s', (_name, input, fbc) => {
    expect(select(input).fbc).toBe(fbc);
  });

  it('leaves out a click id that the Pixel would encode again with each event', () => {
    const { fbc, setCookies } = select({ cookies: { _fbp: 'fb.1.17.1', _fbc: 'fb.1.17.a%2Cb' } });
    expect([fbc, setCookies.map(({ name }) => name)]).toEqual([undefined, ['_fbp']]);
  });

  it.each([
    ['www.shop.co.uk:8080', 'shop.co.uk', 2],
    ['boots.vercel.app', 'boots.vercel.app', 2],
    ['localhost:3000', undefined, 0],
    ['127.0.0.1', undefined, 0],
    ['[::1]:3000', undefined, 0],
    ['co.uk', undefined, 0],
  ])('on %s the domain is %s', (host, domain, index) => {
    const { fbp, setCookies } = select({ host });
    expect(fbp).toBe(`fb.${index}.${now}.1073741823`);
    expect(setCookies.map((cookie) => cookie.domain)).toEqual([domain]);
  });
});

describe('selectRenewedClickIds', () => {
  const stored = 'fb.1.1.Stored';
  const [inMessage, inRequest] = ['fb.1.2.Message', 'fb.1.3.Request'];

  it.each<[string, string | undefined, unknown, string | undefined, string | undefined]>([
    ['the cookie before the message, which may be older', stored, inMessage, inRequest, stored],
    ['the message before the request', undefined, inMessage, inRequest, inMessage],
    ['the request where neither has one', undefined, undefined, inRequest, inRequest],
    ['no malformed cookie', 'garbage', inMessage, inRequest, inMessage],
    ['no malformed value of a message', undefined, { $ne: '' }, inRequest, inRequest],
    ['nothing where there is nothing', undefined, undefined, undefined, undefined],
  ])('selects %s', (_name, cookie, message, request, expected) => {
    expect(selectRenewedClickIds({ _fbc: cookie }, { fbc: message }, { fbc: request }).fbc).toBe(expected);
  });

  it('creates no browser id', () => {
    expect(selectRenewedClickIds({}, {}, {})).toEqual({ fbp: undefined, fbc: undefined });
    expect(selectRenewedClickIds({ _fbp: 'x' }, { fbp: 'fb.1.1.1' }, {}).fbp).toBe('fb.1.1.1');
  });
});
