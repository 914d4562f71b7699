import type { Tracker } from '@twinbeam/browser';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openPage, settle } from './open-page.js';

afterEach(() => void vi.restoreAllMocks());

describe('an event', () => {
  it('is sent on both legs under one name and one id', async () => {
    const { tracker, calls, requests } = openPage();
    const id = tracker.track('Product Added', { product_id: 'boot', price: 49.99, currency: 'EUR' });
    await settle();
    expect(calls()).toEqual([
      ['init', '1', { external_id: expect.any(String), em: '', ph: '', zp: '', ge: '' }],
      [
        'trackSingle',
        '1',
        'AddToCart',
        expect.objectContaining({ content_ids: ['boot'], value: 49.99, currency: 'EUR' }),
        { eventID: id },
      ],
    ]);
    expect(requests).toMatchObject([
      {
        batch: [
          {
            type: 'track',
            event: 'Product Added',
            messageId: id,
            properties: { product_id: 'boot', price: 49.99, currency: 'EUR' },
          },
        ],
      },
    ]);
    expect(requests[0]?.batch[0]?.context).toMatchObject({
      fbp: expect.stringMatching(/^fb\.\d\.\d{13}\.\d+$/),
      page: { url: 'https://www.shop.example/a', referrer: 'https://before.example/' },
    });
  });

  it.each<[string, (tracker: Tracker) => string | undefined, string, string]>([
    ['a page view', (tracker) => tracker.page('Home', { section: 'x' }), 'trackSingle', 'PageView'],
    ['a custom event', (tracker) => tracker.track('Trial Began'), 'trackSingleCustom', 'Trial Began'],
  ])('%s', async (_name, act, method, name) => {
    const { tracker, calls } = openPage();
    const id = act(tracker);
    await settle();
    expect(calls()[1]).toEqual([method, '1', name, expect.any(Object), { eventID: id }]);
  });

  it('of an order has the id of the order', () => {
    expect(openPage().tracker.track('Order Completed', { order_id: '7', revenue: 1 })).toBe('purchase.7');
  });

  it('has an explicit id before that of the order', () => {
    expect(openPage().tracker.track('Order Completed', { order_id: '7', revenue: 1 }, { eventId: 'mine' })).toBe(
      'mine',
    );
  });

  it('that the server would reject does not fire the Pixel', async () => {
    const { tracker, calls, requests } = openPage();
    tracker.track('Order Completed', { currency: 'EUR' });
    await settle();
    expect(calls()).toEqual([]);
    expect(requests[0]?.batch).toHaveLength(1);
  });

  it('has the properties of the call, though the page goes on changing them', async () => {
    const { tracker, requests } = openPage();
    const properties = { a: 1 };
    tracker.track('Odd', properties);
    properties.a = 2;
    await settle();
    expect(requests[0]?.batch[0]).toMatchObject({ properties: { a: 1 } });
  });

  it('shares a request with others of the same task', async () => {
    const { tracker, requests } = openPage();
    tracker.page();
    tracker.track('Lead');
    await settle();
    expect(requests.map(({ batch }) => batch.length)).toEqual([2]);
  });

  it('is mapped for each pixel by its own settings, under one id', async () => {
    const { tracker, calls } = openPage({
      pixels: [{ pixelId: '1' }, { pixelId: '2', eventMapping: { Trial: 'StartTrial' } }],
    });
    const id = tracker.track('Trial');
    await settle();
    const events = calls().filter(([method]) => method !== 'init');
    expect(events).toEqual([
      ['trackSingleCustom', '1', 'Trial', {}, { eventID: id }],
      ['trackSingle', '2', 'StartTrial', {}, { eventID: id }],
    ]);
  });
});

describe('properties that are no JSON', () => {
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  it.each<[object, object]>([
    [
      {
        get a() {
          throw new Error('trap');
        },
      },
      {},
    ],
    [{ big: 1n }, {}],
    [circle, { self: {} }],
    [{ customer: { id: 1n, since: 2020 } }, { customer: { since: 2020 } }],
  ])('are dropped at any depth, and the others are sent', async (odd, kept) => {
    const { tracker, requests } = openPage();
    tracker.track('Lead', Object.defineProperties({ value: 5 }, Object.getOwnPropertyDescriptors(odd)));
    await settle();
    expect(requests[0]?.batch[0]).toMatchObject({ event: 'Lead' });
    expect(requests[0]?.batch[0]?.properties).toEqual({ value: 5, ...kept });
  });

  it.each([null, undefined])('may be followed by %s for options', (options) => {
    expect(openPage().tracker.track('Lead', {}, options as never)).toEqual(expect.any(String));
  });
});

describe('an option that is undefined', () => {
  it('counts as missing: builds leave variables unset', async () => {
    const urls: string[] = [];
    const unset = {
      ...{ collectUrl: undefined, pixelLibraryUrl: undefined, consentCookie: undefined, keepUser: undefined },
      ...{ pageViews: undefined, nonce: undefined, gpc: undefined, pixelLoad: undefined },
    };
    const { tracker, document, window, calls, cookie } = openPage({
      ...(unset as object),
      prepare: (page) => Object.assign(page, { fetch: (url: string) => Promise.reject(urls.push(url)) }),
    });
    tracker.consent('granted');
    tracker.identify('u1');
    tracker.track('Lead');
    await settle();
    expect(calls().map(([, , name]) => name)).toEqual([expect.any(Object), 'Lead']);
    expect(urls[0]).toBe('https://www.shop.example/twin/collect');
    expect(document.querySelector('link')?.href).toBe('https://connect.facebook.net/en_US/fbevents.js');
    expect(document.querySelector('link')?.nonce).toBe('');
    expect([cookie('twinbeam_consent'), window.sessionStorage.getItem('twinbeam_id')]).toEqual([
      'granted',
      expect.stringContaining('u1'),
    ]);
  });
});

describe('page views', () => {
  it('are counted by back and forward where the history is frozen', async () => {
    vi.spyOn(console, 'warn').mockReturnValue();
    const { window, calls } = openPage({
      pageViews: 'on',
      prepare: ({ history }) => void Object.freeze(history),
    });
    await settle();
    window.history.pushState({}, '', '/b');
    window.dispatchEvent(new window.PopStateEvent('popstate'));
    await settle();
    expect(calls().filter(([, , name]) => name === 'PageView')).toHaveLength(2);
  });
});
