import { JSDOM } from 'jsdom';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDelivery } from '../src/delivery/delivery.js';
import { createTracker, type TrackerOptions, type TrackerWindow } from '../src/index.js';

interface Request {
  at: number;
  keepalive: boolean | undefined;
  text: string;
  events: string[];
  ids: string[];
}
type Answer = () => Response | Promise<Response>;

interface TabOptions extends Partial<TrackerOptions> {
  /** What the server answers, one request after the other; the last for all that follow. */
  answers?: Answer[];
  /** Whether the browser takes a beacon; in order, the last for all that follow. */
  beacons?: boolean[];
  /** Of another tab. */
  storage?: Storage;
  prepare?: (window: TrackerWindow) => void;
}

const taken = () => new Response('{"results":[]}', { status: 202 });
const answer =
  (status: number, headers = {}) =>
  () =>
    new Response('', { status, headers });
const unreachable = () => Promise.reject(new TypeError('Failed to fetch'));
const never = () => new Promise<Response>(() => undefined);

const request = (text: string, keepalive?: boolean): Request => {
  const { batch } = JSON.parse(text) as { batch: { event: string; messageId: string }[] };
  return {
    at: Date.now(),
    keepalive,
    text,
    events: batch.map(({ event }) => event),
    ids: batch.map(({ messageId }) => messageId),
  };
};

/** A tab with a tracker: what it has sent by `fetch` and by beacon, and how often. */
function open({ answers = [taken], beacons = [true], storage, prepare, ...options }: TabOptions = {}) {
  const { window } = new JSDOM('', { url: 'https://www.shop.example/a?email=ada%40example.com' });
  const page = window as unknown as TrackerWindow;
  const requests: Request[] = [];
  const sentBeacons: Request[] = [];
  const fetch = async (_url: string, { body, keepalive }: { body: string; keepalive: boolean }) => {
    requests.push(request(body, keepalive));
    return (answers.length > 1 ? answers.shift() : answers[0])?.();
  };
  const sendBeacon = (_url: string, body: string) => {
    sentBeacons.push(request(body));
    return beacons.length > 1 ? beacons.shift() : beacons[0];
  };
  Object.assign(page, { fetch });
  Object.assign(page.navigator, { sendBeacon });
  if (storage) Object.defineProperty(page, 'localStorage', { value: storage });
  prepare?.(page);
  const tracker = createTracker({ pixels: [{ pixelId: '1' }], ...options }, page);
  const dispatch = (type: string) => void page.dispatchEvent(new window.Event(type));
  return { tracker, window: page, requests, beacons: sentBeacons, dispatch };
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const pass = (ms = 0) => vi.advanceTimersByTimeAsync(ms);
/** The tabs that are open die, with all that they meant to do. */
const die = () => vi.clearAllTimers();
const stored = ({ window }: { window: Window }) =>
  Object.entries({ ...window.localStorage })
    .flatMap(([name, value]) => (name.startsWith('twinbeam /') ? value : []))
    .join('\n');

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: 1_790_000_000_000 }));
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('a message', () => {
  it('leaves at once, in a request that outlives the page', async () => {
    const { tracker, requests } = open();
    tracker.page();
    await pass();
    expect(requests).toMatchObject([{ keepalive: true, events: [undefined] }]);
  });

  it('shares a request with others of the same moment, fifty at most', async () => {
    const { tracker, requests } = open();
    for (let call = 0; call < 120; call++) tracker.track('Lead');
    await pass();
    expect(requests.map(({ events }) => events.length)).toEqual([50, 50, 20]);
  });

  it('gathers with others while a request is on its way', async () => {
    let settle: (answer: Response) => void = () => undefined;
    const slow = () => new Promise<Response>((resolve) => (settle = resolve));
    const { tracker, requests } = open({ answers: [slow, taken] });
    for (const event of ['A', 'B', 'C']) {
      tracker.track(event);
      await pass();
    }
    expect(requests.map(({ events }) => events)).toEqual([['A']]);
    settle(taken());
    await pass();
    expect(requests.map(({ events }) => events)).toEqual([['A'], ['B', 'C']]);
  });

  it('shares the 64 kB of requests that outlive their page, counted in bytes', async () => {
    const { tracker, requests } = open();
    for (let call = 0; call < 40; call++) tracker.track('Lead', { text: '東'.repeat(1_000) });
    await pass();
    for (const { text, keepalive } of requests) {
      expect(keepalive).toBe(true);
      expect(Buffer.byteLength(text)).toBeLessThan(32_000);
    }
    expect(requests.flatMap(({ ids }) => ids)).toHaveLength(40);
  });

  it('that is larger goes alone, and without outliving the page', async () => {
    const { tracker, requests } = open();
    tracker.track('Large', { text: 'x'.repeat(70_000) });
    tracker.track('Small');
    await pass();
    expect(requests).toMatchObject([
      { events: ['Large'], keepalive: false },
      { events: ['Small'], keepalive: true },
    ]);
  });
});

describe('where fetch fails', () => {
  it('a beacon takes its place, and the message is kept all the same: nobody knows what became of it', async () => {
    const tab = open({ answers: [unreachable, taken] });
    const id = tab.tracker.track('Lead');
    await pass();
    expect(tab.beacons.map(({ ids }) => ids)).toEqual([[id]]);
    await pass(minute);
    expect(tab.requests.map(({ ids }) => ids)).toEqual([[id], [id]]);
  });

  it('and the browser takes no beacon, the message goes without outliving the page', async () => {
    const { tracker, requests } = open({ answers: [unreachable, taken], beacons: [false] });
    tracker.track('Lead');
    await pass();
    expect(requests).toMatchObject([{ keepalive: true }, { keepalive: false }]);
    await pass(hour);
    expect(requests).toHaveLength(2);
  });

  it.each<[string, (window: TrackerWindow) => object]>([
    ['throws', () => ({ fetch: () => { throw new Error('mine'); } })], // biome-ignore format: one line
    ['answers nothing', () => ({ fetch: () => undefined })],
    ['is gone', () => ({ fetch: undefined })],
  ])('because somebody else has replaced it and it %s, the page notices nothing', async (_name, replace) => {
    const tab = open({ prepare: (window) => void Object.assign(window, replace(window)) });
    tab.tracker.track('Lead');
    await pass();
    tab.dispatch('pagehide');
    expect(stored(tab)).toContain('Lead');
    await expect(tab.tracker.flush()).resolves.not.toThrow();
  });

  it('and nothing else gets through, the message is kept', async () => {
    const { tracker, requests } = open({ answers: [unreachable, unreachable, taken], beacons: [false] });
    tracker.track('Lead');
    await expect(tracker.flush()).resolves.not.toThrow();
    await pass(minute);
    expect(requests.map(({ events }) => events)).toEqual([['Lead'], ['Lead'], ['Lead']]);
  });

  it('and the beacon throws, the page notices nothing', async () => {
    const tab = open({
      answers: [unreachable, taken],
      prepare: ({ navigator }) =>
        void Object.assign(navigator, {
          sendBeacon: () => {
            throw new Error('mine');
          },
        }),
    });
    tab.tracker.track('Lead');
    await pass();
    tab.tracker.track('Contact');
    tab.dispatch('pagehide');
    expect(tab.requests.map(({ events }) => events)).toEqual([['Lead'], ['Lead']]);
  });
});

describe('a server that is down', () => {
  const down: [string, Answer][] = [
    ['answers 500', answer(500)],
    ['answers 503', answer(503, { 'retry-after': '5' })],
    ['answers 429', answer(429)],
    ['answers 408', answer(408)],
    ['answers 404', answer(404)],
    ['answers 403', answer(403)],
    ['cannot be reached', unreachable],
  ];

  it.each(down)('and %s gets the messages later, under the same ids and in order', async (_name, trouble) => {
    const { tracker, requests } = open({ answers: [trouble, taken] });
    const ids = [tracker.track('Lead')];
    await pass(5 * second);
    ids.push(tracker.track('Contact'));
    await pass(4 * second);
    expect(requests).toHaveLength(1);
    await pass(minute);
    expect(requests.slice(1).map((sent) => sent.ids)).toEqual([ids]);
  });

  it.each(down)('and %s gets a few requests a minute, however many events there are', async (_name, trouble) => {
    const { tracker, requests, beacons } = open({ answers: [trouble] });
    for (let at = 0; at < 60; at++) {
      tracker.track('Lead');
      await pass(second);
    }
    expect(requests.length + beacons.length).toBeLessThanOrEqual(6);
    await pass(10 * minute);
    const before = requests.length;
    await pass(10 * minute);
    expect(requests.length - before).toBeLessThanOrEqual(5);
    expect(requests.length - before).toBeGreaterThanOrEqual(1);
  });

  it.each([
    ['seconds', () => '120'],
    ['a date', () => new Date(Date.now() + 120_000).toUTCString()],
  ])('is left alone as long as it says, in %s', async (_name, value) => {
    const { tracker, requests } = open({ answers: [answer(503, { 'retry-after': value() }), taken] });
    tracker.track('Lead');
    await pass(118 * second);
    expect(requests).toHaveLength(1);
    await pass(130 * second);
    expect(requests).toHaveLength(2);
  });

  it.each(['garbage', '-1', '99999999999', ''])('is tried again though it says %s', async (value) => {
    const { tracker, requests } = open({ answers: [answer(503, { 'retry-after': value }), taken] });
    tracker.track('Lead');
    await pass(hour);
    expect(requests).toHaveLength(2);
  });

  it('is left alone by the next page too', async () => {
    const first = open({ answers: [unreachable] });
    first.tracker.track('Lead');
    await pass();
    die();
    await pass(1);
    const next = open({ answers: [taken], storage: first.window.localStorage });
    next.tracker.track('Contact');
    await pass(5 * second);
    expect(next.requests).toEqual([]);
    await pass(minute);
    expect(next.requests.map(({ events }) => events)).toEqual([['Lead', 'Contact']]);
  });

  it('is tried at once when the browser is online again', async () => {
    const { tracker, requests, dispatch } = open({ answers: [unreachable, taken] });
    tracker.track('Lead');
    await pass();
    dispatch('online');
    await pass();
    expect(requests.map(({ events }) => events)).toEqual([['Lead'], ['Lead']]);
  });

  it('is left alone as long as it says, though the browser is online again, also in another tab', async () => {
    const first = open({ answers: [answer(429, { 'retry-after': '600' }), taken] });
    first.tracker.track('Lead');
    await pass();
    const other = open({ storage: first.window.localStorage });
    other.tracker.track('Contact');
    for (const { dispatch } of [first, other, first]) dispatch('online');
    await pass(590 * second);
    expect([first.requests.length, other.requests.length]).toEqual([1, 0]);
  });

  it('gets new messages at once when it is back', async () => {
    const { tracker, requests } = open({ answers: [unreachable, taken] });
    tracker.track('A');
    await pass(minute);
    tracker.track('B');
    await pass();
    expect(requests.map(({ events }) => events)).toEqual([['A'], ['A'], ['B']]);
  });

  it('does not make the page keep more than its share, and the newest is what is kept', async () => {
    const tab = open({ answers: [unreachable] });
    for (let call = 0; call < 100; call++) {
      tab.tracker.track(`Event ${call}`, { text: 'x'.repeat(10_000) });
      await pass(1);
    }
    const kept = [...stored(tab).matchAll(/"Event (\d+)"/g)].map(([, call]) => Number(call));
    expect(stored(tab).length).toBeLessThan(510_000);
    expect(Math.min(...kept)).toBeGreaterThan(40);
    expect(Math.max(...kept)).toBe(99);
  });
});

describe('what the server refuses', () => {
  beforeEach(() => void vi.spyOn(console, 'warn').mockReturnValue());

  it.each([400, 415, 422])('with %d is gone, with a word in the console', async (status) => {
    const tab = open({ answers: [answer(status)] });
    tab.tracker.track('Lead');
    await pass(hour);
    expect(tab.requests).toHaveLength(1);
    expect(console.warn).toHaveBeenCalledWith(expect.stringContaining(String(status)));
    expect(stored(tab)).toBe('');
  });

  it.each([413, 400])('with %d is found by halves, and does not sink the others', async (status) => {
    const accepted: string[] = [];
    const { tracker } = open({
      prepare: (window) =>
        Object.assign(window, {
          fetch: async (_url: string, { body }: { body: string }) => {
            if (body.includes('"Bad"')) return new Response('', { status });
            accepted.push(...request(body).events);
            return taken();
          },
        }),
    });
    for (const event of ['A', 'B', 'Bad', 'C', 'D']) tracker.track(event);
    await pass();
    expect(accepted).toEqual(['A', 'B', 'C', 'D']);
    expect(console.warn).toHaveBeenCalledTimes(1);
  });
});

describe('a page that goes away', () => {
  it.each(['pagehide', 'hidden'])(
    'stores what has no answer, and hands what has not left to a beacon: %s',
    async (way) => {
      const tab = open({ answers: [never] });
      tab.tracker.track('In flight');
      await pass();
      tab.tracker.track('Waits');
      if (way === 'hidden') {
        Object.defineProperty(tab.window.document, 'hidden', { value: true });
        tab.window.document.dispatchEvent(new tab.window.Event('visibilitychange'));
      } else tab.dispatch('pagehide');
      expect(tab.beacons.map(({ events }) => events)).toEqual([['Waits']]);
      expect(stored(tab)).toContain('In flight');
      expect(stored(tab)).toContain('Waits');
    },
  );

  it('sends what was tracked in its last moment', () => {
    const { tracker, beacons, dispatch } = open();
    tracker.track('Lead');
    dispatch('pagehide');
    expect(beacons.map(({ events }) => events)).toEqual([['Lead']]);
  });

  it('leaves to the next one what it could not send, under the same ids', async () => {
    const first = open({ answers: [never] });
    const id = first.tracker.track('Lead');
    await pass();
    first.dispatch('pagehide');
    const next = open({ storage: first.window.localStorage });
    next.tracker.page();
    await pass(9 * second);
    // The page that is gone may still have its own on the way, which is whole.
    expect(next.requests.flatMap(({ ids }) => ids)).not.toContain(id);
    await pass(12 * second);
    expect(next.requests.flatMap(({ ids }) => ids)).toContain(id);
    expect(stored(next)).toBe('');
  });

  it('stores nothing when all was answered', async () => {
    const tab = open();
    tab.tracker.track('Lead');
    await pass();
    tab.dispatch('pagehide');
    expect(stored(tab)).toBe('');
  });
});

describe('what is stored', () => {
  const filled = async (options: TabOptions = {}) => {
    const tab = open({ answers: [unreachable], ...options });
    tab.tracker.identify('ada@example.com', { email: 'ada@example.com', firstName: 'Ada', company: 'Analytical' });
    tab.tracker.track(
      'Order Completed',
      {
        order_id: '7',
        revenue: 9.5,
        currency: 'EUR',
        phone: '+44 20 7946 0000',
        note: 'call ada@example.com or not',
        customer: { vat: 'GB123', lastName: 'Byron', Address: { city: 'London' } },
        products: [{ product_id: 'boot', name: 'Boots', email: 'a' }],
      },
      { eventId: 'mine' },
    );
    await pass();
    return tab;
  };

  it('holds no personal data, and none of what the site denies', async () => {
    const text = stored(await filled({ pixels: [{ pixelId: '1', piiDenylist: [{ property: 'customer.VAT' }] }] }));
    expect(text).not.toMatch(/ada|byron|analytical|7946|london|gb123|@|%40/i);
    expect(text).toContain('https://www.shop.example/a"');
  });

  it.each<[string, Record<string, unknown>]>([
    ['0170', { tel: '0170 1', tel_no: '0170 2', userTel: 1 }],
    ['1815', { dob: '1815-12-10', customer_dob: '1815' }],
    ['W1A', { postcode: 'W1A 1AA', post_code: 'W1A' }],
    ['7946', { note: 'call +44 20 7946 0000 or 020 7946 0000', text: '020 7946 0000' }],
    ['0170', { path: '/thanks?tel=01701234567', link: 'thanks.html?tel=0170', text: 'see thanks?tel=0170' }],
  ])('holds no %s of %j', async (secret, properties) => {
    const tab = open({ answers: [unreachable] });
    tab.tracker.track('Lead', properties);
    await pass();
    const line = stored(tab)
      .split('\n')
      .find((text) => text.includes('"Lead"')) as string;
    expect(JSON.stringify(JSON.parse(line).properties)).not.toContain(secret);
  });

  it.each(['ada@example.com', '+44 20 7946 0000', '02079460000'])('holds no user by the id %s', async (userId) => {
    const tab = open({ answers: [unreachable] });
    tab.tracker.identify(userId);
    tab.tracker.track('Lead');
    await pass();
    expect(stored(tab)).not.toContain('userId');
  });

  it.each<Record<string, unknown>>([
    { order_id: '0012345678', product_id: '4006381333931' },
    { hotel: 'Adobe', order_id: '2026-0001-2345678' },
    { question: 'What now? Nothing', query: 'boots size 44' },
  ])('holds %j as it is', async (properties) => {
    const tab = open({ answers: [unreachable] });
    tab.tracker.track('Lead', properties);
    await pass();
    expect(
      JSON.parse(
        stored(tab)
          .split('\n')
          .find((line) => line.includes('Lead')) as string,
      ),
    ).toMatchObject({
      properties,
    });
  });

  it('holds what makes the event', async () => {
    const first = await filled();
    const next = open({ storage: first.window.localStorage });
    die();
    next.tracker.page();
    next.dispatch('online');
    await pass(minute);
    const [message] = JSON.parse(next.requests.find(({ text }) => text.includes('boot'))?.text ?? '').batch;
    expect(message).toMatchObject({
      event: 'Order Completed',
      messageId: expect.any(String),
      timestamp: expect.any(String),
      anonymousId: expect.any(String),
      properties: { order_id: '7', revenue: 9.5, currency: 'EUR', products: [{ product_id: 'boot', name: 'Boots' }] },
      traits: { event_id: 'mine' },
      context: { fbp: expect.stringMatching(/^fb\./) },
    });
  });

  it('is repeated in full by the page that still knows all', async () => {
    const { requests } = await filled({ answers: [unreachable, taken] });
    await pass(minute);
    expect(JSON.parse(requests[1]?.text ?? '').batch[0].context.traits.email).toBe('ada@example.com');
  });

  it('is forgotten after a day', async () => {
    const first = await filled();
    const storage = first.window.localStorage;
    die();
    vi.setSystemTime(Date.now() + 25 * hour);
    const next = open({ storage });
    next.tracker.page();
    await pass(second);
    expect(next.requests.map(({ text }) => text.includes('boot'))).toEqual([false]);
    expect(stored(next)).toBe('');
  });

  it('harms nobody when it is garbage', async () => {
    vi.spyOn(console, 'warn').mockReturnValue();
    const tab = open({
      answers: [taken],
      prepare: ({ localStorage }) => {
        localStorage.setItem('twinbeam /twin/collect until', 'NaN');
        localStorage.setItem('twinbeam /twin/collect wait', '{}');
        localStorage.setItem('twinbeam /twin/collect 9999999999999999.x', '{"event":"Odd"}');
        localStorage.setItem('other', 'stays');
      },
    });
    tab.tracker.track('Lead');
    await pass();
    expect(tab.requests.flatMap(({ events }) => events)).toContain('Lead');
    expect(tab.window.localStorage.getItem('other')).toBe('stays');
  });
});

describe('a storage', () => {
  const full = new Proxy({} as Storage, {
    set: () => {
      throw new DOMException('full', 'QuotaExceededError');
    },
  });
  it.each<[string, PropertyDescriptor]>([
    ['full', { value: full }],
    ['missing', { value: null }],
    [
      'denied',
      {
        get: () => {
          throw new DOMException('denied', 'SecurityError');
        },
      },
    ],
  ])('that is %s makes the page remember on its own', async (_name, storage) => {
    const { tracker, requests } = open({
      answers: [unreachable, taken],
      prepare: (window) => void Object.defineProperty(window, 'localStorage', storage),
    });
    tracker.track('Lead');
    await pass(minute);
    expect(requests.map(({ events }) => events)).toEqual([['Lead'], ['Lead']]);
  });

  it('that says to wait for days, by a clock that was wrong, is not believed', async () => {
    const { tracker, requests } = open({
      prepare: ({ localStorage }) => localStorage.setItem('twinbeam /twin/collect until', `${Date.now() + 99 * hour}`),
    });
    tracker.track('Lead');
    await pass();
    expect(requests).toHaveLength(1);
  });
});

describe('two tabs', () => {
  it('send what was stored once, where there are no locks', async () => {
    const dead = open({ answers: [never] });
    dead.tracker.track('Lead');
    await pass();
    dead.dispatch('pagehide');
    const storage = dead.window.localStorage;
    const tabs = [open({ storage }), open({ storage })];
    for (const { tracker } of tabs) tracker.page();
    await pass(minute);
    expect(tabs.flatMap(({ requests }) => requests.flatMap(({ events }) => events)).filter(Boolean)).toEqual(['Lead']);
  });

  it('do not wait for one that has died in its turn', async () => {
    const dead = open({ answers: [unreachable, never] });
    dead.tracker.track('Lead');
    await pass(minute);
    expect(dead.requests).toHaveLength(2);
    die();
    const { tracker, requests } = open({ storage: dead.window.localStorage });
    tracker.page();
    await pass(minute);
    expect(requests.flatMap(({ events }) => events)).toContain('Lead');
  });
});

describe('forget', () => {
  it('lets a request that is lost afterwards be lost', async () => {
    let lose: (reason: Error) => void = () => undefined;
    const lost = () =>
      new Promise<Response>((_resolve, reject) => {
        lose = reject;
      });
    const { tracker, requests, beacons } = open({ answers: [lost] });
    tracker.track('Lead');
    await pass();
    tracker.consent('denied');
    lose(new TypeError('Failed to fetch'));
    await pass(hour);
    expect([requests.length, beacons.length]).toEqual([1, 0]);
  });

  it('drops what waits, what is stored, and what comes back from its way', async () => {
    const { window } = new JSDOM('', { url: 'https://www.shop.example/' });
    let settle: (answer: Response) => void = () => undefined;
    const texts: string[] = [];
    const page = Object.assign(window as unknown as TrackerWindow, {
      fetch: (async (_url: string, { body }: { body: string }) => {
        texts.push(body);
        return new Promise<Response>((resolve) => (settle = resolve));
      }) as unknown as typeof fetch,
    });
    const delivery = createDelivery(
      page,
      { collectUrl: '/c', settingsHash: '', pixels: [] },
      () => undefined,
      () => undefined,
    );
    for (const messageId of ['in flight', 'waits']) {
      delivery.send({ type: 'track', event: messageId, messageId });
      await pass();
    }
    Object.defineProperty(page.document, 'hidden', { value: true });
    page.document.dispatchEvent(new window.Event('visibilitychange'));
    expect(page.localStorage).toHaveLength(2);
    delivery.forget();
    expect(page.localStorage).toHaveLength(0);
    settle(new Response('', { status: 503 }));
    await pass(hour);
    expect(texts).toHaveLength(1);
    expect(page.localStorage).toHaveLength(0);
  });
});
