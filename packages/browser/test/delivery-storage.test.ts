import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { die, open, taken } from './delivery-page.js';
import { hour, minute, type PageOptions, pass, readStored, second, unreachable } from './open-page.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: 1_790_000_000_000 }));
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('what is stored', () => {
  const filled = async (options: PageOptions = {}) => {
    const tab = open({ responses: [unreachable], ...options });
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
        products: [
          { product_id: 'boot', name: 'Boots' },
          { product_id: 'gift', name: 'Byron', email: 'a' },
        ],
      },
      { eventId: 'mine' },
    );
    await pass();
    return tab;
  };

  it('holds no personal data, and none of what the site denies', async () => {
    const text = readStored(await filled({ pixels: [{ pixelId: '1', piiDenylist: [{ property: 'customer.VAT' }] }] }));
    expect(text).not.toMatch(/\bada\b|byron|analytical|7946 ?0000|london|gb123|@|%40/i);
    expect(text).toContain('https://www.shop.example/a"');
  });

  it('keeps the fields of a message whose names end like a denied property', async () => {
    const pixels = [
      { pixelId: '1', piiDenylist: [{ property: 'account_type' }, { property: 'customer_id', hash: true }] },
    ];
    const text = readStored(await filled({ pixels }));
    expect(text).toContain('"type":"track"');
    expect(text).toContain('"product_id":"boot"');
  });

  it('can be read, also where texts of a list were removed', async () => {
    const tab = open({ responses: [unreachable] });
    tab.tracker.track('Lead', { tags: ['', 'sale', 'ada@example.com'] });
    await pass();
    const stored = readStored(tab)
      .split('\n')
      .filter((text) => text.includes('"Lead"'));
    expect(stored.map((text) => JSON.parse(text).properties.tags)).toEqual([[null, 'sale', null]]);
  });

  it.each<[string, Record<string, unknown>]>([
    ['Byron', { customer: { name: 'Ada Byron', email: 'a' } }],
    ['0170', { tel: '0170 1', telephone: '0170 2', mobilePhone: '0170 3', telephone_number: '0170 4', userTel: 1 }],
    ['1815', { dob: '1815-12-10', customer_dob: '1815' }],
    ['W1A', { postcode: 'W1A 1AA', post_code: 'W1A' }],
    ['7946', { note: 'call +44 20 7946 0000 or 020 7946 0000', text: '020 7946 0000' }],
    ['0170', { path: '/thanks?tel=01701234567', link: 'thanks.html?tel=0170', text: 'see thanks?tel=0170' }],
  ])('holds no %s of %j', async (secret, properties) => {
    const tab = open({ responses: [unreachable] });
    tab.tracker.track('Lead', properties);
    await pass();
    const line = readStored(tab)
      .split('\n')
      .find((text) => text.includes('"Lead"')) as string;
    expect(JSON.stringify(JSON.parse(line).properties)).not.toContain(secret);
  });

  it.each(['ada@example.com', '+44 20 7946 0000', '02079460000'])('holds no user by the id %s', async (userId) => {
    const tab = open({ responses: [unreachable] });
    tab.tracker.identify(userId);
    tab.tracker.track('Lead');
    await pass();
    expect(readStored(tab)).toContain('"Lead"');
    expect(readStored(tab)).not.toContain('userId');
  });

  it.each<Record<string, unknown>>([
    { order_id: '0012345678', product_id: '4006381333931' },
    { hotel: 'Adobe', order_id: '2026-0001-2345678' },
    { order_id: 'R 0012345678' },
    { orderId: '+49-2026-000123?v=1' },
    { question: 'What now? Nothing', query: 'boots size 44' },
  ])('holds %j as it is', async (properties) => {
    const tab = open({ responses: [unreachable] });
    tab.tracker.track('Lead', properties);
    await pass();
    expect(
      JSON.parse(
        readStored(tab)
          .split('\n')
          .find((line) => line.includes('Lead')) as string,
      ),
    ).toMatchObject({
      properties,
    });
  });

  it('has everything that makes the event', async () => {
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
      properties: {
        ...{ order_id: '7', revenue: 9.5, currency: 'EUR' },
        products: [{ product_id: 'boot', name: 'Boots' }, { product_id: 'gift' }],
      },
      traits: { event_id: 'mine' },
      context: { fbp: expect.stringMatching(/^fb\./) },
    });
  });

  it('is sent in full by the page that has tracked it', async () => {
    const { requests } = await filled({ responses: [unreachable, taken] });
    await pass(minute);
    expect(JSON.parse(requests[1]?.text ?? '').batch[0].context.traits.email).toBe('ada@example.com');
  });

  it('is removed after a day', async () => {
    const first = await filled();
    const storage = first.window.localStorage;
    die();
    vi.setSystemTime(Date.now() + 25 * hour);
    const next = open({ storage });
    next.tracker.page();
    await pass(second);
    expect(next.requests.map(({ text }) => text.includes('boot'))).toEqual([false]);
    expect(readStored(next)).toBe('');
  });

  it('has no effect when it is garbage', async () => {
    vi.spyOn(console, 'warn').mockReturnValue();
    const tab = open({
      responses: [taken],
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
  ])('that is %s is replaced by the memory of the page', async (_name, storage) => {
    const { tracker, requests } = open({
      responses: [unreachable, taken],
      prepare: (window) => void Object.defineProperty(window, 'localStorage', storage),
    });
    tracker.track('Lead');
    await pass(minute);
    expect(requests.map(({ events }) => events)).toEqual([['Lead'], ['Lead']]);
  });

  it('that says to wait for days, by a clock that was wrong, is ignored', async () => {
    const { tracker, requests } = open({
      prepare: ({ localStorage }) => localStorage.setItem('twinbeam /twin/collect until', `${Date.now() + 99 * hour}`),
    });
    tracker.track('Lead');
    await pass();
    expect(requests).toHaveLength(1);
  });
});
