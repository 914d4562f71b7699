import type { TrackerWindow } from '@twinbeam/browser';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { die, open, respond, taken } from './delivery-page.js';
import { hour, minute, pass, readStored, second, toRequest, unreachable } from './open-page.js';

const never = () => new Promise<Response>(() => undefined);

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: 1_790_000_000_000 }));
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('a message', () => {
  it('is sent at once, in a request that outlives the page', async () => {
    const { tracker, requests } = open();
    tracker.page();
    await pass();
    expect(requests).toMatchObject([{ keepalive: true, events: [undefined] }]);
  });

  it('shares a request with others of the same task, fifty at most', async () => {
    const { tracker, requests } = open();
    for (let call = 0; call < 120; call++) tracker.track('Lead');
    await pass();
    expect(requests.map(({ events }) => events.length)).toEqual([50, 50, 20]);
  });

  it('waits with others while a request is in flight', async () => {
    let resolveFetch: (response: Response) => void = () => undefined;
    const slow = () => new Promise<Response>((resolve) => (resolveFetch = resolve));
    const { tracker, requests } = open({ responses: [slow, taken] });
    for (const event of ['A', 'B', 'C']) {
      tracker.track(event);
      await pass();
    }
    expect(requests.map(({ events }) => events)).toEqual([['A']]);
    resolveFetch(taken());
    await pass(250);
    expect(requests.map(({ events }) => events)).toEqual([['A'], ['B', 'C']]);
  });

  it('waits with others for a quarter of a second after a request has begun', async () => {
    const { tracker, requests } = open();
    for (const event of ['A', 'B', 'C', 'D']) {
      tracker.track(event);
      await pass(100);
    }
    expect(requests.map(({ events }) => events)).toEqual([['A'], ['B', 'C']]);
    await pass(250);
    expect(requests.map(({ events }) => events)).toEqual([['A'], ['B', 'C'], ['D']]);
  });

  it('is sent at once, however soon after the response to the one before', async () => {
    for (let turns = 0; turns < 12; turns++) {
      const tab = open();
      tab.tracker.on(async ({ kind }) => {
        if (kind !== 'server' || tab.requests.length > 1) return;
        for (let turn = 0; turn < turns; turn++) await undefined;
        tab.tracker.track('B');
      });
      tab.tracker.track('A');
      await pass(250);
      expect([turns, tab.requests.map(({ events }) => events)]).toEqual([turns, [['A'], ['B']]]);
    }
  });

  it('of a page that is left already does not wait in memory', async () => {
    const tab = open();
    tab.tracker.track('A');
    await pass(40);
    tab.tracker.track('B');
    tab.dispatch('pagehide');
    tab.tracker.track('C');
    await pass();
    expect(readStored(tab)).toContain('"C"');
  });

  it('of a hidden page waits for no timer', async () => {
    const tab = open();
    Object.defineProperty(tab.document, 'hidden', { value: true });
    for (const event of ['A', 'B']) {
      tab.tracker.track(event);
      await pass();
    }
    expect(tab.requests.map(({ events }) => events)).toEqual([['A'], ['B']]);
  });

  it('is sent by flush, though no timer of the page calls back', async () => {
    const { tracker, requests } = open();
    for (const event of ['A', 'B', 'C']) {
      tracker.track(event);
      await tracker.flush();
    }
    expect(requests.map(({ events }) => events)).toEqual([['A'], ['B'], ['C']]);
  });

  it('that waits with others so goes by beacon when the page is left', async () => {
    const { tracker, requests, beacons, dispatch } = open();
    tracker.track('A');
    await pass(40);
    tracker.track('B');
    dispatch('pagehide');
    expect(beacons.map(({ events }) => events)).toEqual([['B']]);
    await pass(100);
    expect(requests.map(({ events }) => events)).toEqual([['A']]);
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

  it('that is larger is sent alone, in a request that does not outlive the page', async () => {
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
  it('a beacon takes its place, and the message is stored all the same, because a beacon has no response', async () => {
    const tab = open({ responses: [unreachable, taken] });
    const id = tab.tracker.track('Lead');
    await pass();
    expect(tab.beacons.map(({ ids }) => ids)).toEqual([[id]]);
    await pass(minute);
    expect(tab.requests.map(({ ids }) => ids)).toEqual([[id], [id]]);
  });

  it('and the browser accepts no beacon, the message is sent by a request that does not outlive the page', async () => {
    const { tracker, requests } = open({ responses: [unreachable, taken], beacons: [false] });
    tracker.track('Lead');
    await pass();
    expect(requests).toMatchObject([{ keepalive: true }, { keepalive: false }]);
    await pass(hour);
    expect(requests).toHaveLength(2);
  });

  it.each<[string, (window: TrackerWindow) => object]>([
    ['throws', () => ({ fetch: () => { throw new Error('mine'); } })], // biome-ignore format: one line
    ['returns nothing', () => ({ fetch: () => undefined })],
    ['is gone', () => ({ fetch: undefined })],
  ])('because somebody else has replaced it and it %s, the page notices nothing', async (_name, replace) => {
    const tab = open({ prepare: (window) => void Object.assign(window, replace(window)) });
    tab.tracker.track('Lead');
    await pass();
    tab.dispatch('pagehide');
    expect(readStored(tab)).toContain('Lead');
    await expect(tab.tracker.flush()).resolves.not.toThrow();
    // Vitest fails if a rejection is not handled.
    await pass(minute);
  });

  it('because somebody else has replaced it and it never settles, all messages are sent after the time limit', async () => {
    const { tracker, requests } = open({ responses: [never, taken] });
    tracker.track('A');
    await pass();
    tracker.track('B');
    await pass(minute);
    expect(requests.map(({ events }) => events.sort())).toEqual([['A'], ['A', 'B']]);
    await expect(tracker.flush()).resolves.not.toThrow();
  });

  it('and nothing else gets through, the message is stored', async () => {
    const { tracker, requests } = open({ responses: [unreachable, unreachable, taken], beacons: [false] });
    tracker.track('Lead');
    await expect(tracker.flush()).resolves.not.toThrow();
    await pass(minute);
    expect(requests.map(({ events }) => events)).toEqual([['Lead'], ['Lead'], ['Lead']]);
  });

  it('and the beacon throws, the page notices nothing', async () => {
    const tab = open({
      responses: [unreachable, taken],
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

describe('what the server refuses', () => {
  beforeEach(() => void vi.spyOn(console, 'warn').mockReturnValue());

  it.each([400, 406, 415, 422])('with %d is dropped, with a warning in the console', async (status) => {
    const tab = open({ responses: [respond(status)] });
    tab.tracker.track('Lead');
    await pass(hour);
    expect(tab.requests).toHaveLength(1);
    expect(console.warn).toHaveBeenCalledWith(expect.stringContaining(String(status)));
    expect(readStored(tab)).toBe('');
  });

  it.each([413, 400, 406])('with %d is found by splitting, and the other messages are accepted', async (status) => {
    const accepted: (string | undefined)[] = [];
    const { tracker } = open({
      prepare: (window) =>
        Object.assign(window, {
          fetch: async (_url: string, { body }: { body: string }) => {
            if (body.includes('"Bad"')) return new Response('', { status });
            accepted.push(...toRequest(body).events);
            return taken();
          },
        }),
    });
    for (const event of ['A', 'B', 'Bad', 'C', 'D']) tracker.track(event);
    await pass(second);
    expect(accepted).toEqual(['A', 'B', 'C', 'D']);
    expect(console.warn).toHaveBeenCalledTimes(1);
  });
});

describe('a page that is left', () => {
  it.each(['pagehide', 'hidden'])(
    'stores what has no response, and sends what is unsent by beacon: %s',
    async (way) => {
      const tab = open({ responses: [never] });
      tab.tracker.track('In flight');
      await pass();
      tab.tracker.track('Waits');
      if (way === 'hidden') {
        Object.defineProperty(tab.window.document, 'hidden', { value: true });
        tab.window.document.dispatchEvent(new tab.window.Event('visibilitychange'));
      } else tab.dispatch('pagehide');
      expect(tab.beacons.map(({ events }) => events)).toEqual([['Waits']]);
      expect(readStored(tab)).toContain('In flight');
      expect(readStored(tab)).toContain('Waits');
    },
  );

  it('sends what was tracked in its last task', () => {
    const { tracker, beacons, dispatch } = open();
    tracker.track('Lead');
    dispatch('pagehide');
    expect(beacons.map(({ events }) => events)).toEqual([['Lead']]);
  });

  it('leaves what it could not send to the next page, under the same ids', async () => {
    const first = open({ responses: [never] });
    const id = first.tracker.track('Lead');
    await pass();
    first.dispatch('pagehide');
    const next = open({ storage: first.window.localStorage });
    next.tracker.page();
    await pass(9 * second);
    // The full message of the page that was left may still be in flight.
    expect(next.requests.flatMap(({ ids }) => ids)).not.toContain(id);
    await pass(12 * second);
    expect(next.requests.flatMap(({ ids }) => ids)).toContain(id);
    expect(readStored(next)).toBe('');
  });

  it('stores nothing when every request had a response', async () => {
    const tab = open();
    tab.tracker.track('Lead');
    await pass();
    tab.dispatch('pagehide');
    expect(readStored(tab)).toBe('');
  });
});

describe('two tabs', () => {
  it('send what is stored once, where there are no locks', async () => {
    const dead = open({ responses: [never] });
    dead.tracker.track('Lead');
    await pass();
    dead.dispatch('pagehide');
    const storage = dead.window.localStorage;
    const tabs = [open({ storage }), open({ storage })];
    for (const { tracker } of tabs) tracker.page();
    await pass(minute);
    expect(tabs.flatMap(({ requests }) => requests.flatMap(({ events }) => events)).filter(Boolean)).toEqual(['Lead']);
  });

  it.each<[string, (name: string, run: () => unknown) => unknown]>([
    ['call nobody back', async () => true],
    ['wait for nothing', async (_name, run) => void run()],
    [
      'throw',
      () => {
        throw new Error('no locks');
      },
    ],
  ])('send what is stored once, where locks %s', async (_what, request) => {
    const dead = open({ responses: [never] });
    dead.tracker.track('Lead');
    await pass();
    dead.dispatch('pagehide');
    const { tracker, requests } = open({
      storage: dead.window.localStorage,
      prepare: ({ navigator }) => Object.defineProperty(navigator, 'locks', { value: { request } }),
    });
    tracker.page();
    await pass(minute);
    expect(requests.flatMap(({ events }) => events).filter(Boolean)).toEqual(['Lead']);
  });

  it('do not wait for one that was closed during its turn', async () => {
    const dead = open({ responses: [unreachable, never] });
    dead.tracker.track('Lead');
    while (dead.requests.length < 2) await pass(second);
    die();
    const { tracker, requests } = open({ storage: dead.window.localStorage });
    tracker.page();
    await pass(minute);
    expect(requests.flatMap(({ events }) => events)).toContain('Lead');
  });
});

describe('consent that is withdrawn', () => {
  it('sends a request that fails afterwards by no other way', async () => {
    let lose: (reason: Error) => void = () => undefined;
    const lost = () =>
      new Promise<Response>((_resolve, reject) => {
        lose = reject;
      });
    const { tracker, requests, beacons } = open({ responses: [lost] });
    tracker.track('Lead');
    await pass();
    tracker.consent('denied');
    lose(new TypeError('Failed to fetch'));
    await pass(hour);
    expect([requests.length, beacons.length]).toEqual([1, 0]);
  });

  it('drops what is unsent, what is stored, and what is in flight', async () => {
    let resolveFetch: (response: Response) => void = () => undefined;
    const slow = () => new Promise<Response>((resolve) => (resolveFetch = resolve));
    const tab = open({ responses: [slow] });
    for (const event of ['In flight', 'Waits']) {
      tab.tracker.track(event);
      await pass();
    }
    Object.defineProperty(tab.document, 'hidden', { value: true });
    tab.document.dispatchEvent(new tab.window.Event('visibilitychange'));
    expect(readStored(tab).split('\n')).toHaveLength(2);
    tab.tracker.consent('denied');
    expect(tab.window.localStorage).toHaveLength(0);
    resolveFetch(new Response('', { status: 503 }));
    await pass(hour);
    expect([tab.requests.length, tab.window.localStorage.length]).toEqual([1, 0]);
  });
});
