import type { Tracker } from '@twinbeam/browser';
import { afterEach, describe, expect, expectTypeOf, it, vi } from 'vitest';
import { openPage, settle } from './open-page.js';

afterEach(() => void vi.restoreAllMocks());

describe('reports', () => {
  it('are made of the event, of the Pixel and of the server’s response', async () => {
    const { tracker, reports } = openPage();
    const messageId = tracker.track('Product Added', { product_id: 'boot', price: 1 });
    await settle();
    expect(reports).toMatchObject([
      { kind: 'event', message: { messageId, event: 'Product Added', context: { fbp: expect.any(String) } } },
      {
        kind: 'pixel',
        messageId,
        pixelId: '1',
        problems: [],
        call: { method: 'trackSingle', name: 'AddToCart', eventID: messageId },
      },
      { kind: 'server', results: [{ messageId, status: 'accepted' }] },
    ]);
  });

  it('of an event may lead to a refusal, after which neither this nor another event is sent', async () => {
    const { tracker, messages, calls } = openPage({ consent: 'pending' });
    const events: unknown[] = [];
    tracker.on((report) => {
      if (report.kind !== 'event') return;
      events.push(report.message.event);
      tracker.consent('denied');
    });
    tracker.track('Lead');
    tracker.track('Contact');
    tracker.consent('granted');
    await settle();
    tracker.consent('granted');
    await settle();
    await tracker.flush();
    expect([events, messages(), calls()]).toEqual([['Lead'], [], []]);
  });

  it('name the problems for which the Pixel was not called', async () => {
    const { tracker, reports } = openPage();
    tracker.track('Purchase', {});
    await settle();
    expect(reports[1]).toMatchObject({
      kind: 'pixel',
      call: undefined,
      problems: [{ code: 'revenue-required', severity: 'error' }],
    });
  });

  it('are made of a purchase that is not sent again', async () => {
    const { tracker, reports } = openPage();
    for (let time = 0; time < 2; time++) tracker.track('Order Completed', { order_id: 1, revenue: 1 });
    await settle();
    expect(reports.map(({ kind }) => kind).sort()).toEqual(['event', 'pixel', 'repeated', 'server']);
    expect(reports).toContainEqual({
      kind: 'repeated',
      message: expect.objectContaining({ event: 'Order Completed' }),
    });
  });

  it('are made of the events that wait for consent, by their number', () => {
    const { tracker, reports } = openPage({ consent: 'pending' });
    for (let time = 0; time < 101; time++) tracker.track('Lead');
    expect(reports.slice(0, 2)).toEqual([
      { kind: 'queued', count: 1 },
      { kind: 'queued', count: 2 },
    ]);
    expect(reports.at(-1)).toEqual({ kind: 'queued', count: 100 });
  });

  it('are made of consent, until the listener is removed', () => {
    const { tracker } = openPage();
    const listener = vi.fn();
    const stop = tracker.on(listener);
    tracker.consent('denied');
    stop?.();
    tracker.consent('granted');
    expect(listener.mock.calls).toEqual([[{ kind: 'consent', state: 'denied' }]]);
  });

  it('go on to other listeners when one is removed twice', () => {
    const { tracker } = openPage();
    const [first, second] = [vi.fn(), vi.fn()];
    const stop = tracker.on(first);
    tracker.on(second);
    stop?.();
    stop?.();
    tracker.consent('denied');
    expect([first.mock.calls.length, second.mock.calls.length]).toEqual([0, 1]);
  });

  it('are followed by the event also when a listener throws', async () => {
    vi.spyOn(console, 'warn').mockReturnValue();
    const { tracker, messages, calls } = openPage();
    tracker.on(() => {
      throw new Error('broken');
    });
    expect(tracker.track('Lead')).toEqual(expect.any(String));
    await settle();
    expect([messages().length, calls().length]).toEqual([1, 2]);
  });
});

describe('several trackers on a page', () => {
  it('each send their own events, of one visitor', async () => {
    const { tracker, createAnother, messages, calls } = openPage();
    const second = createAnother({ pixels: [{ pixelId: '2' }], collectUrl: '/other/collect' });
    tracker.track('Lead');
    second.track('Contact');
    await settle();
    expect(
      calls()
        .filter(([method]) => method === 'trackSingle')
        .map(([, pixelId, name]) => [pixelId, name]),
    ).toEqual([
      ['1', 'Lead'],
      ['2', 'Contact'],
    ]);
    const [first, other] = messages().map(({ context }) => context.fbp);
    expect(first).toBe(other);
  });

  it('count page views by themselves when they are asked to, after the visitor is identified', async () => {
    const { tracker, window, messages } = openPage({ pageViews: 'on' });
    tracker.identify('u1');
    await settle();
    window.history.pushState({}, '', '/b');
    await expect.poll(messages).toHaveLength(2);
    expect(messages()).toMatchObject([
      { type: 'page', userId: 'u1' },
      {
        type: 'page',
        context: { page: { url: 'https://www.shop.example/b', referrer: 'https://www.shop.example/a' } },
      },
    ]);
  });
});

describe('types', () => {
  it('know the events of the specification, and accept any other', () => {
    type Track = Tracker['track'];
    expectTypeOf<Track>().toBeCallableWith('Order Completed', {
      order_id: '7',
      revenue: 1,
      products: [{ product_id: 1 }],
    });
    expectTypeOf<Track>().toBeCallableWith('Trial Began', { plan: 'pro' });
    const { tracker } = openPage();
    // @ts-expect-error an order's products are a list
    tracker.track('Order Completed', { products: 'boot' });
    // @ts-expect-error a search has a query
    tracker.track('Products Searched', {});
    // @ts-expect-error there are three states
    tracker.consent('yes');
  });
});
