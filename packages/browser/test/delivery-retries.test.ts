import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { die, open, respond, taken } from './delivery-page.js';
import { hour, minute, pass, type Respond, readStored, second, unreachable } from './open-page.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: 1_790_000_000_000 }));
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('a server that is down', () => {
  const down: [string, Respond][] = [
    ['responds with 500', respond(500)],
    ['responds with 503', respond(503, { 'retry-after': '5' })],
    ['responds with 429', respond(429)],
    ['responds with 408', respond(408)],
    ['responds with 404', respond(404)],
    ['responds with 403', respond(403)],
    ['is a host that is gone and responds with 410', respond(410)],
    ['cannot be reached', unreachable],
  ];

  it.each(down)('and %s gets the messages later, under the same ids and in order', async (_name, trouble) => {
    const { tracker, requests } = open({ responses: [trouble, taken] });
    const ids = [tracker.track('Lead')];
    await pass(5 * second);
    ids.push(tracker.track('Contact'));
    await pass(4 * second);
    expect(requests).toHaveLength(1);
    await pass(minute);
    expect(requests.slice(1).map((sent) => sent.ids)).toEqual([ids]);
  });

  it.each(down)('and %s gets a few requests a minute, however many events there are', async (_name, trouble) => {
    const { tracker, requests, beacons } = open({ responses: [trouble] });
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
  ])('gets no request for as long as it says, in %s', async (_name, value) => {
    const { tracker, requests } = open({ responses: [respond(503, { 'retry-after': value() }), taken] });
    tracker.track('Lead');
    await pass(118 * second);
    expect(requests).toHaveLength(1);
    await pass(130 * second);
    expect(requests).toHaveLength(2);
  });

  it.each(['garbage', '-1', '99999999999', ''])('is tried again though it says %s', async (value) => {
    const { tracker, requests } = open({ responses: [respond(503, { 'retry-after': value }), taken] });
    tracker.track('Lead');
    await pass(hour);
    expect(requests).toHaveLength(2);
  });

  it('gets no request from the next page either', async () => {
    const first = open({ responses: [unreachable] });
    first.tracker.track('Lead');
    await pass();
    die();
    await pass(1);
    const next = open({ responses: [taken], storage: first.window.localStorage });
    next.tracker.track('Contact');
    await pass(5 * second);
    expect(next.requests).toEqual([]);
    await pass(minute);
    expect(next.requests.map(({ events }) => events)).toEqual([['Lead', 'Contact']]);
  });

  it('is tried at once when the browser is online again', async () => {
    const { tracker, requests, dispatch } = open({ responses: [unreachable, taken] });
    tracker.track('Lead');
    await pass();
    dispatch('online');
    await pass();
    expect(requests.map(({ events }) => events)).toEqual([['Lead'], ['Lead']]);
  });

  it('gets no request for as long as it says, though the browser is online again, also from another tab', async () => {
    const first = open({ responses: [respond(429, { 'retry-after': '600' }), taken] });
    first.tracker.track('Lead');
    await pass();
    const other = open({ storage: first.window.localStorage });
    other.tracker.track('Contact');
    for (const { dispatch } of [first, other, first]) dispatch('online');
    await pass(590 * second);
    expect([first.requests.length, other.requests.length]).toEqual([1, 0]);
  });

  it('gets new messages at once when it is back', async () => {
    const { tracker, requests } = open({ responses: [unreachable, taken] });
    tracker.track('A');
    await pass(minute);
    tracker.track('B');
    await pass();
    expect(requests.map(({ events }) => events)).toEqual([['A'], ['A'], ['B']]);
  });

  it('does not make the page store more than its limit, and the newest messages are stored', async () => {
    const tab = open({ responses: [unreachable] });
    for (let call = 0; call < 100; call++) {
      tab.tracker.track(`Event ${call}`, { text: 'x'.repeat(10_000) });
      await pass(1);
    }
    const calls = [...readStored(tab).matchAll(/"Event (\d+)"/g)].map(([, call]) => Number(call));
    expect(readStored(tab).length).toBeLessThan(510_000);
    expect(Math.min(...calls)).toBeGreaterThan(40);
    expect(Math.max(...calls)).toBe(99);
  });
});
