import { JSDOM } from 'jsdom';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createTracker, type Tracker, type TrackerOptions, type TrackerWindow } from '../src/index.js';
import type { CreatePixelLeg } from '../src/pixel/pixel-leg.js';
import { startTracker } from '../src/tracker/tracker.js';

type Call = [method: string, ...args: unknown[]];
interface Sent {
  batch: Record<string, never>[];
  sentAt: number;
  settings: string;
}

interface PageOptions extends Partial<TrackerOptions> {
  url?: string;
  cookies?: string[];
  fetch?: (url: string, init: { body: string; keepalive?: boolean }) => Promise<unknown>;
  prepare?: (window: TrackerWindow) => void;
}

/** A page with a tracker, whose requests and Pixel calls can be read. */
function open({ url = 'https://www.shop.example/a', cookies = [], prepare, fetch, ...options }: PageOptions = {}) {
  const { window } = new JSDOM('<!doctype html><head></head>', { url, referrer: 'https://before.example/' });
  for (const cookie of cookies) window.document.cookie = cookie;
  const sent: Sent[] = [];
  const page = window as unknown as TrackerWindow;
  page.fetch = (async (to: string, init: { body: string }) => {
    const answer = (await fetch?.(to, init)) ?? new Response(null, { status: 202 });
    sent.push(JSON.parse(init.body));
    return answer;
  }) as unknown as typeof globalThis.fetch;
  prepare?.(page);
  const tracker = createTracker({ pixels: [{ pixelId: '1' }], ...options }, page);
  const calls = () => (page.fbq?.queue ?? []) as Call[];
  const cookie = (name: string) => new RegExp(`(?:^|; )${name}=([^;]*)`).exec(page.document.cookie)?.[1];
  return { tracker, window: page, sent, calls, cookie, library: () => page.document.querySelector('script') };
}

const settle = () => new Promise((resolve) => setTimeout(resolve));
afterEach(() => void vi.restoreAllMocks());

describe('an event', () => {
  it('goes by both legs under one name and one id', async () => {
    const { tracker, calls, sent } = open();
    const id = tracker.track('Product Added', { product_id: 'boot', price: 49.99, currency: 'EUR' });
    await settle();
    expect(calls()).toEqual([
      ['init', '1', { external_id: expect.any(String) }],
      [
        'trackSingle',
        '1',
        'AddToCart',
        expect.objectContaining({ content_ids: ['boot'], value: 49.99, currency: 'EUR' }),
        { eventID: id },
      ],
    ]);
    expect(sent).toMatchObject([
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
    expect(sent[0]?.batch[0]?.context).toMatchObject({
      fbp: expect.stringMatching(/^fb\.\d\.\d{13}\.\d+$/),
      page: { url: 'https://www.shop.example/a', referrer: 'https://before.example/' },
    });
  });

  it.each<[string, (tracker: Tracker) => string | undefined, string, string]>([
    ['a page view', (tracker) => tracker.page('Home', { section: 'x' }), 'trackSingle', 'PageView'],
    ['a custom event', (tracker) => tracker.track('Trial Began'), 'trackSingleCustom', 'Trial Began'],
  ])('%s', (_name, act, method, name) => {
    const { tracker, calls } = open();
    const id = act(tracker);
    expect(calls()[1]).toEqual([method, '1', name, expect.any(Object), { eventID: id }]);
  });

  it('of an order has the id of the order', () => {
    expect(open().tracker.track('Order Completed', { order_id: '7', revenue: 1 })).toBe('purchase.7');
  });

  it('takes an id that is given', () => {
    expect(open().tracker.track('Order Completed', { order_id: '7', revenue: 1 }, { eventId: 'mine' })).toBe('mine');
  });

  it('that the server would reject does not fire the Pixel alone', async () => {
    const { tracker, calls, sent } = open();
    tracker.track('Order Completed', { currency: 'EUR' });
    await settle();
    expect(calls()).toEqual([]);
    expect(sent[0]?.batch).toHaveLength(1);
  });

  it('keeps what it was called with, though the page goes on changing it', async () => {
    const { tracker, sent } = open();
    const properties = { a: 1 };
    tracker.track('Odd', properties);
    properties.a = 2;
    await settle();
    expect(sent[0]?.batch[0]).toMatchObject({ properties: { a: 1 } });
  });

  it('shares a request with others of the same moment', async () => {
    const { tracker, sent } = open();
    tracker.page();
    tracker.track('Lead');
    await settle();
    expect(sent.map(({ batch }) => batch.length)).toEqual([2]);
  });

  it('goes to each pixel by its own settings, under one id', () => {
    const { tracker, calls } = open({
      pixels: [{ pixelId: '1' }, { pixelId: '2', eventMapping: { Trial: 'StartTrial' } }],
    });
    const id = tracker.track('Trial');
    const events = calls().filter(([method]) => method !== 'init');
    expect(events).toEqual([
      ['trackSingleCustom', '1', 'Trial', {}, { eventID: id }],
      ['trackSingle', '2', 'StartTrial', {}, { eventID: id }],
    ]);
  });
});

describe('cookies', () => {
  const fbp = 'fb.1.1700000000000.42.AQYCAQMB';

  it('are made on the widest domain, with its index', () => {
    const { cookie } = open({ url: 'https://www.shop.example/' });
    expect(cookie('_fbp')).toMatch(/^fb\.1\.\d{13}\.\d+$/);
    expect(cookie('_tb')).toBeUndefined();
  });

  it.each([
    ['http://localhost:3000/', 0],
    ['http://127.0.0.1/', 0],
    ['https://a.b.shop.co.uk/', 2],
  ])('at %s have the index %d', (url, index) => {
    expect(open({ url }).cookie('_fbp')).toMatch(new RegExp(`^fb\\.${index}\\.`));
  });

  it('that are there are kept unchanged, five parts too', async () => {
    const { tracker, cookie, sent } = open({ cookies: [`_fbp=${fbp}`, '_fbc=fb.1.1700000000000.Old.Bg'] });
    tracker.page();
    await settle();
    expect(cookie('_fbp')).toBe(fbp);
    expect(sent[0]?.batch[0]?.context).toMatchObject({ fbp, fbc: 'fb.1.1700000000000.Old.Bg' });
  });

  it.each(['garbage', 'fb.1.x.1'])('that are malformed are made anew: %s', (value) => {
    expect(open({ cookies: [`_fbp=${value};domain=shop.example`] }).cookie('_fbp')).toMatch(/^fb\.\d\.\d{13}\.\d+$/);
  });

  it('hold the click id of the address, byte for byte', async () => {
    const clickId = `A-b_c.%7E${'x'.repeat(400)}`;
    const { tracker, cookie, sent } = open({ url: `https://www.shop.example/?fbclid=${encodeURIComponent(clickId)}` });
    tracker.page();
    await settle();
    expect(cookie('_fbc')).toMatch(/^fb\.1\.\d{13}\./);
    expect(cookie('_fbc')?.endsWith(`.${clickId}`)).toBe(true);
    expect(sent[0]?.batch[0]?.context).toMatchObject({ fbc: cookie('_fbc') });
  });

  it('keep their time for the same click id, and take another', () => {
    const stored = '_fbc=fb.1.1700000000000.Old';
    expect(open({ url: 'https://s.example/?fbclid=Old', cookies: [stored] }).cookie('_fbc')).toBe(
      'fb.1.1700000000000.Old',
    );
    expect(open({ url: 'https://s.example/?fbclid=New', cookies: [stored] }).cookie('_fbc')).toMatch(
      /^fb\.1\.(?!1700000000000)\d{13}\.New$/,
    );
  });

  it('take the click id that a router has taken from the address before the script came', () => {
    const { cookie } = open({
      prepare: ({ performance }) =>
        void Object.assign(performance, {
          getEntriesByType: (type: string) => [{ name: `https://www.shop.example/?fbclid=Lost&type=${type}` }],
        }),
    });
    expect(cookie('_fbc')).toMatch(/^fb\.1\.\d{13}\.Lost$/);
  });

  it.each(['get', 'set'])('that throw do not matter: %s', async (way) => {
    const denied = () => {
      throw new Error('denied');
    };
    const { tracker, sent } = open({
      prepare: (window) =>
        Object.defineProperty(window.document, 'cookie', { get: () => '', set: () => undefined, [way]: denied }),
    });
    tracker.page();
    await settle();
    expect(sent[0]?.batch[0]?.context).toMatchObject({ fbp: expect.stringMatching(/^fb\./) });
  });

  it('that are refused do not matter', async () => {
    const { tracker, sent } = open({
      url: 'https://s.example/?fbclid=New',
      prepare: (window) => Object.defineProperty(window.document, 'cookie', { get: () => '', set: () => undefined }),
    });
    tracker.page();
    tracker.page();
    await settle();
    const contexts = sent.flatMap(({ batch }) =>
      batch.map(({ context }) => context as unknown as { fbp: string; fbc: string }),
    );
    expect(contexts[0]?.fbp).toMatch(/^fb\./);
    expect(contexts[0]?.fbc).toMatch(/New$/);
    expect(contexts[1]?.fbp).toBe(contexts[0]?.fbp);
  });
});

describe('identify', () => {
  const traits = {
    email: 'ada@example.com',
    firstName: 'Ada',
    last_name: 'Byron',
    address: { city: 'London', postal_code: 'W1' },
  };

  it('adds the visitor to both legs', async () => {
    const { tracker, calls, sent } = open();
    tracker.identify('u1', traits);
    tracker.track('Lead');
    await settle();
    expect(calls()[0]).toEqual([
      'init',
      '1',
      { external_id: 'u1', em: traits.email, fn: 'Ada', ln: 'Byron', ct: 'London', zp: 'W1' },
    ]);
    expect(sent[0]?.batch[0]).toMatchObject({ userId: 'u1', context: { traits } });
  });

  it('forgets what it knew of another user', async () => {
    const { tracker, sent } = open();
    tracker.identify('u1', { email: 'ada@example.com' });
    tracker.identify('u2', { plan: 'pro' });
    tracker.page();
    await settle();
    expect(sent[0]?.batch[0]).toMatchObject({ userId: 'u2', context: { traits: { plan: 'pro' } } });
    expect(JSON.stringify(sent)).not.toContain('ada@');
  });

  it('may be called with traits alone, and adds up', async () => {
    const { tracker, sent } = open();
    tracker.identify('u1', { a: 1 });
    tracker.identify({ b: 2 });
    tracker.page();
    await settle();
    expect(sent[0]?.batch[0]).toMatchObject({ userId: 'u1', context: { traits: { a: 1, b: 2 } } });
  });

  it('initialises a pixel once: later calls would be ignored', () => {
    const { tracker, calls } = open();
    tracker.page();
    tracker.identify('u1', traits);
    tracker.page();
    expect(calls().filter(([method]) => method === 'init')).toHaveLength(1);
  });

  it('is forgotten by reset, with the anonymous id', async () => {
    const { tracker, sent, cookie, window } = open();
    const before = cookie('twinbeam_id');
    tracker.identify('u1', traits);
    tracker.reset();
    tracker.page();
    await settle();
    expect(sent[0]?.batch[0]).not.toHaveProperty('userId');
    expect(sent[0]?.batch[0]?.context).toMatchObject({ traits: {} });
    expect(cookie('twinbeam_id')).not.toBe(before);
    expect({ ...window.sessionStorage }).toEqual({});
  });

  it('lasts for the session', async () => {
    const { tracker, sent } = open({
      prepare: (window) => window.sessionStorage.setItem('twinbeam_id', JSON.stringify({ userId: 'u1', traits })),
    });
    tracker.page();
    await settle();
    expect(sent[0]?.batch[0]).toMatchObject({ userId: 'u1', context: { traits } });
  });

  it.each(['garbage', '7', 'null'])('survives a storage that holds %s', (stored) => {
    const { tracker } = open({ prepare: (window) => window.sessionStorage.setItem('twinbeam_id', stored) });
    expect(tracker.page()).toEqual(expect.any(String));
  });
});

describe('the Pixel', () => {
  it('is loaded from where the options say, with the nonce of the page', () => {
    const { library, window } = open({ pixelLibraryUrl: 'https://pixel.example/fbevents.js', nonce: 'abc' });
    expect(library()).toMatchObject({ src: 'https://pixel.example/fbevents.js', nonce: 'abc' });
    expect({ ...window.fbq }).toMatchObject({ disablePushState: true, allowDuplicatePageViews: true, version: '2.0' });
  });

  it('that is on the page already is used and left alone', () => {
    const fbq = Object.assign(vi.fn(), { queue: [] });
    const { tracker, library, window } = open({ prepare: (page) => void Object.assign(page, { fbq }) });
    tracker.page();
    expect(library()).toBeNull();
    expect(window.fbq).toBe(fbq);
    expect(fbq).not.toHaveProperty('disablePushState');
    expect(fbq).toHaveBeenCalledWith('init', '1', expect.any(Object));
    expect(fbq).toHaveBeenCalledWith('trackSingle', '1', 'PageView', {}, { eventID: expect.any(String) });
  });

  it.each<[string, object]>([
    ['the library', { queue: [], getState: () => ({ pixels: [{ id: '1' }] }) }],
    ['the queue for it', { queue: [['init', '1']] }],
    ['the queue of somebody else’s stub', { queue: [{ 0: 'init', 1: '1', length: 2 }] }],
  ])('that %s has initialised already is not initialised again', (_name, known) => {
    const fbq = Object.assign(vi.fn(), known);
    const { tracker } = open({ prepare: (page) => void Object.assign(page, { fbq }) });
    tracker.page();
    expect(fbq.mock.calls.map(([method]) => method)).toEqual(['trackSingle']);
  });

  it('that throws takes nothing with it', async () => {
    vi.spyOn(console, 'warn').mockReturnValue();
    const fbq = Object.assign(
      () => {
        throw new Error('broken');
      },
      { queue: [] },
    );
    const { tracker, sent } = open({ prepare: (page) => void Object.assign(page, { fbq }) });
    expect(() => tracker.page()).not.toThrow();
    await settle();
    expect(sent).toHaveLength(1);
  });
});

describe('properties that are no JSON', () => {
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  it.each([
    [
      {
        get a() {
          throw new Error('trap');
        },
      },
    ],
    [{ big: 1n }],
    [circle],
    [{ customer: { id: 1n, since: 2020 } }],
  ])('are dropped, and the others are sent', async (odd) => {
    const { tracker, sent } = open();
    tracker.track('Lead', Object.defineProperties({ value: 5 }, Object.getOwnPropertyDescriptors(odd)));
    await settle();
    expect(sent[0]?.batch[0]).toMatchObject({ event: 'Lead' });
    expect(sent[0]?.batch[0]?.properties).toEqual({ value: 5 });
  });

  it.each([null, undefined])('may be followed by %s for options', (options) => {
    expect(open().tracker.track('Lead', {}, options as never)).toEqual(expect.any(String));
  });
});

describe('page views', () => {
  it('are counted by back and forward where the history is frozen', async () => {
    vi.spyOn(console, 'warn').mockReturnValue();
    const { window, calls } = open({
      pageViews: 'on',
      prepare: ({ history }) => void Object.freeze(history),
    });
    await settle();
    window.history.pushState({}, '', '/b');
    window.dispatchEvent(new window.PopStateEvent('popstate'));
    expect(calls().filter(([, , name]) => name === 'PageView')).toHaveLength(2);
  });
});

describe('the Pixel’s leg', () => {
  it('that is long on its way is awaited by the last hundred events', () => {
    const { window } = new JSDOM('', { url: 'https://www.shop.example/' });
    const page = Object.assign(window as unknown as TrackerWindow, {
      fetch: () => new Promise<Response>(() => undefined),
    });
    let arrive: (create: CreatePixelLeg) => void = () => undefined;
    const [tracker, begin] = startTracker(
      {
        pixels: [{ pixelId: '1' }],
        collectUrl: '/twin/collect',
        pixelLibraryUrl: '',
        pixelLoad: 'now',
        nonce: '',
        settingsHash: '',
        consent: undefined,
        consentCookie: 'c',
        pageViews: 'off',
        keepUser: 'session',
      },
      page,
      (use) => {
        arrive = use;
      },
    );
    begin();
    for (let call = 1; call <= 150; call++) tracker.track(`Event ${call}`);
    const fired: unknown[] = [];
    arrive(() => ({ fire: ({ event }) => !!fired.push(event), consent: () => undefined }));
    expect([fired.length, fired[0], fired.at(-1)]).toEqual([100, 'Event 51', 'Event 150']);
  });
});
