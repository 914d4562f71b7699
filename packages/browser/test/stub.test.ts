// @vitest-environment node
import { readFileSync } from 'node:fs';
import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';

type Stub = Record<'page' | 'track' | 'identify' | 'flush', (...args: unknown[]) => unknown> & {
  q: [name: string, args: unknown[], messageId: string][];
};

const script = readFileSync(new URL('../dist/stub.js', import.meta.url), 'utf8');

/** Opens a page that has only the stub. */
const openWindow = (before = '', attributes = '') => {
  const { window } = new JSDOM(`${before}<script ${attributes}>${script}</script>`, {
    url: 'https://shop.example/',
    runScripts: 'dangerously',
    // `crypto` in jsdom's windows has no `randomUUID`.
    beforeParse: (page) => void Object.defineProperty(page, 'crypto', { value: globalThis.crypto }),
  });
  return window as unknown as Record<string, Stub>;
};
const open = () => openWindow().twinbeam as Stub;

describe('the stub', () => {
  it('queues calls with their arguments and an id each', () => {
    const stub = open();
    stub.page('Home');
    stub.identify('u1', { plan: 'pro' });
    expect(stub.q.map(([name, args]) => [name, [...args]])).toEqual([
      ['page', ['Home']],
      ['identify', ['u1', { plan: 'pro' }]],
    ]);
    expect(new Set(stub.q.map(([, , messageId]) => messageId)).size).toBe(2);
  });

  it('has the name that its element says', () => {
    const { tb, twinbeam } = openWindow('', 'data-global="tb"');
    tb?.page('Home');
    expect([tb?.q.length, twinbeam]).toEqual([1, undefined]);
  });

  it.each([
    ['an element', '<i id="twinbeam"></i><img name="currentScript" data-global="tb">', 'function'],
    ['another script', '<script>window.twinbeam = { version: 1 }</script>', 'undefined'],
    [
      'a constant',
      `<script>Object.defineProperty(window, 'twinbeam', { value: Object.freeze({}) })</script>`,
      'undefined',
    ],
    ['a stub of the page', '<script>window.twinbeam = { q: [] }</script>', 'function'],
  ])('where %s has its name, track is: %s', (_what, before, type) => {
    expect(typeof openWindow(before).twinbeam?.track).toBe(type);
  });

  it.each<[string, unknown[]]>([
    ['an event', ['Lead', { value: 5 }]],
    ['an event without properties', ['Lead']],
    ['an event with null for properties and options', ['Lead', null, null]],
    ['a purchase without order', ['Order Completed', { revenue: 1 }]],
  ])('returns the id of the message that it passes on, of %s', (_what, args) => {
    const stub = open();
    const id = stub.track(...args);
    expect([id, typeof id]).toEqual([stub.q[0]?.[2], 'string']);
    expect(stub.page(...args)).toBe(stub.q[1]?.[2]);
  });

  it.each<[string, unknown[]]>([
    ['of the options', ['Order Completed', { order_id: 7 }, { eventId: 'own-1' }]],
    ['of the options, before that of the properties', ['Lead', { event_id: 'theirs' }, { eventId: 'own-1' }]],
    ['of the properties', ['Order Completed', { order_id: 7, event_id: 'own-1' }]],
  ])('returns an explicit id %s', (_where, args) => {
    expect(open().track(...args)).toBe('own-1');
  });

  it.each<[string, unknown[]]>([
    ['a purchase with an order number', ['Order Completed', { order_id: 7 }]],
    ['any event with an order number: a rule of the site may make it a purchase', ['bestellt', { orderId: '7' }]],
    ['an order by the third name of its number', ['Purchase', { order_ID: '7' }]],
    ['an explicit id that is an e-mail address', ['Lead', {}, { eventId: 'ada@example.com' }]],
    ['an explicit id that is no text', ['Lead', { event_id: { a: 1 } }]],
    ['an explicit id that an empty template has left', ['Lead', { event_id: 'null' }]],
    ['an explicit id that a conversion has left', ['Lead', {}, { eventId: 'NaN' }]],
    ['an explicit id that is too long', ['Lead', { event_id: 'i'.repeat(513) }]],
    ['an explicit id that the mapper would trim', ['Lead', {}, { eventId: ' own ' }]],
  ])('returns no id of %s', (_what, args) => {
    expect(open().track(...args)).toBeUndefined();
  });

  it('passes on the calls of a page that has kept its functions, once the script has loaded', () => {
    const stub = open();
    const { track, page } = stub;
    const calls: unknown[][] = [];
    const tracker = { track: (...args: unknown[]) => `id of ${calls.push(args)}` };
    Object.assign(stub, tracker, { page: tracker.track, q: undefined });
    expect([track('Lead', { value: 5 }), page()]).toEqual(['id of 1', 'id of 2']);
    expect(calls).toEqual([['Lead', { value: 5 }], []]);
  });

  it('resolves a flush, and returns nothing of other calls', async () => {
    const stub = open();
    await expect(stub.flush()).resolves.toBeUndefined();
    expect(stub.identify('u1')).toBeUndefined();
  });
});
