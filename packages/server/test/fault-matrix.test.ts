import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSandbox, type Fault, type Sandbox } from '@twinbeam/sandbox';
import { createLmdbOutbox, type Outbox, type TwinbeamOptions } from '@twinbeam/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFixture, type Fixture, identity, track } from './support/fixture.js';
import { serveTwinbeam } from './support/serve-twinbeam.js';
import { wait } from './support/wait-for.js';

/** What happens to events when Meta or the connection to it fails: over real HTTP, with the outbox on disk. */

let fixture: Fixture;
let sandbox: Sandbox;
let path: string;
let logged: string[];

const start = (options: TwinbeamOptions = {}) => fixture.start(options);
const arrived = () => fixture.arrived();
const counted = () => sandbox.summary().events.Lead?.counted;

const nowSeconds = () => Math.floor(Date.now() / 1000);

/** Fills an outbox with events that were not mapped. */
async function fillOutbox(count: number, toFields: (index: number) => object): Promise<Outbox> {
  const outbox = createLmdbOutbox({ path });
  const events = Array.from({ length: count }, (_, index) => ({
    pixelId: '1',
    name: 'Lead',
    eventId: `e${index}`,
    source: 'page' as const,
    expiresAt: Date.now() + 1e9,
    json: JSON.stringify({
      event_name: 'Lead',
      event_id: `e${index}`,
      event_time: nowSeconds(),
      action_source: 'website',
      user_data: { fbp: 'fb.1.1.1' },
      ...toFields(index),
    }),
  }));
  await outbox.put(events);
  return outbox;
}

beforeEach(async () => {
  fixture = await createFixture((folder) => ({ outbox: `lmdb:${folder}`, timeoutMs: 1_000 }));
  ({ sandbox, folder: path, logged } = fixture);
});
afterEach(() => fixture.close());

describe('events are sent again, with the same id, until Meta has them', () => {
  it.each<[name: string, fault: Omit<Fault, 'target'>, arrivals: number]>([
    ['500', { status: 500 }, 1],
    ['503 with Retry-After', { status: 503, retryAfter: 0 }, 1],
    ['429', { status: 429 }, 1],
    ['code 4', { status: 400, code: 4 }, 1],
    ['code 17', { status: 400, code: 17 }, 1],
    ['code 368', { status: 400, code: 368 }, 1],
    ['code 80004', { status: 400, code: 80_004 }, 1],
    ['code 1', { status: 400, code: 1 }, 1],
    ['code 2', { status: 400, code: 2 }, 1],
    ['what calls itself transient', { status: 400, code: 5_000, isTransient: true }, 1],
    ['a code that nobody documents', { status: 400, code: 5_000 }, 1],
    ["a proxy's page with 403", { status: 403 }, 1],
    ['a page with 200', { status: 200 }, 1],
    ['a reset before the body', { cut: 'before' }, 1],
    ['half an answer', { cut: 'half' }, 2],
    ['a reset after the body', { cut: 'after' }, 2],
    ['a hang', { delayMs: 3_000 }, 1],
    ['a slow drip', { dripMs: 300 }, 2],
  ])('%s', async (_name, fault, arrivals) => {
    sandbox.break({ target: 'graph', times: 1, ...fault });
    const twinbeam = start();
    await Promise.all(['a', 'b'].map((eventId) => track(twinbeam, eventId)));
    expect(await twinbeam.flush(10_000)).toBe(true);
    await expect.poll(() => arrived().filter((id) => id === 'a').length).toBe(arrivals);
    expect(new Set(arrived())).toEqual(new Set(['a', 'b']));
    expect(counted()).toBe(2);
    expect(await twinbeam.stats()).toMatchObject({ pending: 0, deadLetters: 0, paused: {} });
  });

  it('waits as long as Meta asks', async () => {
    sandbox.break({ target: 'graph', times: 1, status: 503, retryAfter: 1 });
    const twinbeam = start();
    const started = performance.now();
    await track(twinbeam, 'a');
    expect(await twinbeam.flush(10_000)).toBe(true);
    expect(performance.now() - started).toBeGreaterThanOrEqual(1_000);
    await expect
      .poll(() => logged.join())
      .toMatch(/sending failed .*sending works again {"pixelId":"1","afterMs":\d+}/);
  });

  it('a host that has no address', async () => {
    const broken = start({ graphUrl: 'http://graph.invalid' });
    await track(broken, 'a');
    await expect.poll(() => logged.join()).toMatch(/ENOTFOUND|EAI_AGAIN/);
    await broken.close(100);
    const mended = start({ leaseMs: 600, timeoutMs: 300 });
    expect(await mended.flush(10_000)).toBe(true);
    expect(arrived()).toEqual(['a']);
  });

  it('a request that is too large is sent in halves', async () => {
    sandbox.break({ target: 'graph', times: 1, status: 413 });
    const twinbeam = start({ dispatch: false });
    await Promise.all(['a', 'b', 'c'].map((eventId) => track(twinbeam, eventId)));
    await twinbeam.close();
    expect(await start().flush(10_000)).toBe(true);
    expect(arrived().sort()).toEqual(['a', 'b', 'c']);
  });
});

describe('events are not sent again', () => {
  it.each([
    ['every fiftieth', (index: number) => index % 50 === 0],
    ['every tenth', (index: number) => index % 10 === 0],
    ['all but a few in the middle', (index: number) => index < 300 || index > 400],
  ])(
    'of a thousand events, %s, which Meta refuses; the others arrive',
    async (_name, isBad) => {
      const outbox = await fillOutbox(1_000, (index) => ({ action_source: isBad(index) ? 'mars' : 'website' }));
      const twinbeam = start({ outbox });
      expect(await twinbeam.flush(50_000)).toBe(true);
      const good = Array.from({ length: 1_000 }, (_, index) => index).filter((index) => !isBad(index));
      expect(new Set(arrived())).toEqual(new Set(good.map((index) => `e${index}`)));
      expect(await twinbeam.stats()).toMatchObject({ quarantined: 1_000 - good.length, deadLetters: 0 });
    },
    60_000,
  );

  it.each([
    ['the first', 0],
    ['one in the middle', 517],
    ['the last', 999],
  ])(
    'of a thousand events, %s, which Meta refuses; the others arrive',
    async (_name, bad) => {
      // The event is too old for Meta, but only Meta can notice.
      const outbox = await fillOutbox(1_000, (index) =>
        index === bad ? { event_time: nowSeconds() - 8 * 86_400 } : {},
      );
      const twinbeam = start({ outbox });
      expect(await twinbeam.flush(20_000)).toBe(true);
      expect(new Set(arrived()).size).toBe(999);
      expect(await outbox.queue.list(10)).toMatchObject([
        {
          eventId: `e${bad}`,
          lane: 'quarantine',
          refusal: {
            code: 100,
            subcode: 2_804_003,
            reason: expect.stringContaining('days ago'),
            traceId: expect.any(String),
            lastTriedAt: expect.any(Number),
          },
          firstTriedAt: expect.any(Number),
        },
      ]);
    },
    30_000,
  );

  it('a dead letter is sent when it is replayed, and not when it is dropped', async () => {
    const outbox = await fillOutbox(2, () => ({}));
    const [first, second] = await outbox.take('1', 2, 10_000);
    await outbox.setAside([first?.id ?? '', second?.id ?? ''], { reason: 'refused' });
    const twinbeam = start({ outbox });
    expect(await twinbeam.deadLetters.replay([first?.id ?? ''])).toBe(1);
    expect(await twinbeam.flush()).toBe(true);
    expect(arrived()).toEqual(['e0']);
    expect(await twinbeam.deadLetters.dropAll()).toBe(1);
    expect(await twinbeam.stats()).toMatchObject({ pending: 0, deadLetters: 0 });
    expect(arrived()).toEqual(['e0']);
  });
});

describe('what pauses a pixel and keeps its events', () => {
  it.each([
    ['a token that has expired', { status: 401, code: 190 }, /code 190 .*create a new one in Events Manager/],
    ['a permission that is missing', { status: 403, code: 10 }, /code 10 .*give its owner the pixel 1 with Manage/],
    [
      'a pixel that is not the token’s',
      { status: 400, code: 100, subcode: 33 },
      /code 100, subcode 33 .*no access to pixel 1: compare META_PIXEL_ID/,
    ],
  ])('%s; a new token goes on at once', async (_name, fault, advice) => {
    sandbox.break({ target: 'graph', ...fault });
    const twinbeam = start();
    await track(twinbeam, 'a');
    await expect.poll(async () => (await twinbeam.stats()).paused['1']).toMatch(advice);
    expect(logged.join()).toMatch(advice);
    await track(twinbeam, 'b');
    sandbox.mend();
    expect(await twinbeam.stats()).toMatchObject({ pending: 2, deadLetters: 0 });
    twinbeam.update({ accessToken: 'EAAnew' });
    expect(await twinbeam.flush(5_000)).toBe(true);
    expect(arrived().sort()).toEqual(['a', 'b']);
    await expect.poll(() => logged.join()).toMatch(/pixel paused.*pixel resumed/s);
    expect(logged.join()).not.toContain('EAA');
  });

  it('a token that has expired, in one of two processes: the other sends what both accept', async () => {
    const strict = await createSandbox({ accept: { tokens: ['EAAnew'] } });
    const old = start({ graphUrl: strict.url, accessToken: 'EAAold' });
    await track(old, 'a');
    await expect.poll(async () => (await old.stats()).paused['1']).toBeDefined();
    const renewed = start({ graphUrl: strict.url, accessToken: 'EAAnew' });
    for (const id of ['b', 'c', 'd']) await track(old, id);
    const arrivedThere = () =>
      strict
        .events()
        .map(({ event_id }) => event_id)
        .sort();
    await expect.poll(arrivedThere).toEqual(['a', 'b', 'c', 'd']);
    expect((await renewed.stats()).paused).toEqual({});
    expect((await old.stats()).paused['1']).toBeDefined();
    await strict.close();
  });

  it('refuses a token that cannot be one, and a pixel that it does not know', () => {
    const twinbeam = start();
    expect(() => twinbeam.update({ accessToken: 'a b' })).toThrow(/accessToken must be text/);
    expect(() => twinbeam.update({ accessToken: 'a', pixelId: '9' })).toThrow(/knows 1/);
    expect(() => twinbeam.update(undefined as never)).toThrow(
      /^The token is not replaced:\n- accessToken must be text/,
    );
  });

  it('is tried at once by a process that starts: it may have the new token', async () => {
    sandbox.break({ target: 'graph', status: 401, code: 190 });
    const before = start();
    await track(before, 'a');
    await expect.poll(async () => (await before.stats()).paused['1']).toBeDefined();
    await before.close();
    sandbox.mend();
    const after = start({ accessToken: 'EAAnew' });
    expect(await after.flush(4_000)).toBe(true);
    expect(arrived()).toEqual(['a']);
  });

  it('is tried by one of the dispatchers on an outbox, not by each', async () => {
    sandbox.break({ target: 'graph', status: 401, code: 190 });
    let requests = 0;
    const counting: TwinbeamOptions['fetch'] = (url, init) => {
      requests++;
      return fetch(url, init);
    };
    const [one, two] = [start({ fetch: counting }), start({ fetch: counting })];
    await track(one, 'a');
    await expect.poll(async () => (await two.stats()).paused['1']).toMatch(/code 190/);
    for (let number = 0; number < 10; number++) await track(two, `b${number}`);
    // Longer than the interval at which each dispatcher checks for changes made by others.
    await wait(400);
    expect(requests).toBe(1);
    sandbox.mend();
    one.update({ accessToken: 'EAAnew' });
    expect(await two.flush(5_000)).toBe(true);
    await expect.poll(async () => (await two.stats()).paused).toEqual({});
    expect(arrived()).toHaveLength(11);
  });

  it('does not delay the pixel beside it', async () => {
    const twinbeam = start({
      pixels: [
        { pixelId: '1', accessToken: 'dead' },
        { pixelId: '2', accessToken: 'alive' },
      ],
      fetch: async (url, init) =>
        url.includes('/1/')
          ? new Response('{"error":{"code":190,"message":"expired"}}', { status: 401 })
          : fetch(url, init),
    });
    for (let number = 0; number < 20; number++) {
      await track(twinbeam, `e${number}`);
      await expect.poll(() => arrived().at(-1)).toBe(`e${number}`);
    }
    expect(Object.keys((await twinbeam.stats()).paused)).toEqual(['1']);
    // The last event has arrived, and will be confirmed in a moment.
    await expect.poll(() => twinbeam.stats()).toMatchObject({ pending: 20, deadLetters: 0 });
  });
});

describe('calls that must not hang', () => {
  it('a function for the token that never answers', async () => {
    const twinbeam = start({ accessToken: () => new Promise<string>(() => undefined) });
    await twinbeam.track('Lead', {}, { identity });
    await expect
      .poll(async () => (await twinbeam.stats()).paused['1'])
      .toMatch(/returned no token; it is called again\. See why/);
    await twinbeam.close(100);
  });

  it('a token that is replaced while the old one is in use', async () => {
    const twinbeam = start({
      accessToken: 'old',
      fetch: async (url, init) => {
        if (!init.headers.authorization?.includes('old')) return fetch(url, init);
        twinbeam.update({ accessToken: 'new' });
        return new Response('{"error":{"code":190,"message":"expired"}}', { status: 401 });
      },
    });
    await track(twinbeam, 'a');
    expect(await twinbeam.flush(5_000)).toBe(true);
    expect(arrived()).toEqual(['a']);
  });

  it('flush does not report events as sent that nobody sends', async () => {
    const twinbeam = start({ dispatch: false });
    await twinbeam.track('Lead', {}, { identity });
    expect(await twinbeam.flush(50)).toBe(false);
  });
});

describe('rate control', () => {
  it("slows down near Meta's limit, before Meta refuses requests", async () => {
    sandbox.break({ target: 'graph', headers: { 'x-app-usage': '{"call_count":97}' }, times: 1 });
    const twinbeam = start();
    await track(twinbeam, 'a');
    expect(await twinbeam.flush()).toBe(true);
    await track(twinbeam, 'b');
    expect(await twinbeam.flush(300)).toBe(false);
    expect(logged.join()).toContain("near Meta's rate limit");
    twinbeam.update({ accessToken: 'EAAtoken' });
    expect(await twinbeam.flush()).toBe(true);
  });
});

describe('a week without Meta', () => {
  it('keeps everything, sends the events that Meta still accepts, and sets the rest aside with the reason', async () => {
    const day = 86_400_000;
    let time = Date.now() - 8 * day;
    const web = start({ dispatch: false, now: () => time });
    const times: number[] = [];
    for (let number = 0; number < 8 * 96; number++, time += day / 96) {
      times.push(time);
      await web.track('Lead', {}, { identity, eventId: `e${number}`, timestamp: time });
    }
    await web.close();
    const twinbeam = start({ now: () => time });
    expect(await twinbeam.flush(20_000)).toBe(true);
    const alive = times.flatMap((at, number) => (Math.floor(at / 1000) * 1000 + 7 * day > time ? [`e${number}`] : []));
    expect(arrived().sort()).toEqual(alive.sort());
    const dead = await twinbeam.deadLetters.list();
    expect(dead).toHaveLength(times.length - alive.length);
    expect(dead.every(({ reason }) => reason.includes('too old'))).toBe(true);
  }, 30_000);
});

describe('the data on disk', () => {
  it('has no token and no unhashed personal data', async () => {
    const twinbeam = start({ accessToken: 'EAAsecretToken', dispatch: false });
    const traits = {
      email: 'ada@example.com',
      phone: '+16505550100',
      firstName: 'Adalovely',
      address: { city: 'Zwolle' },
    };
    const properties = { revenue: 1, currency: 'EUR', note: 'ada@example.com', phone: '+16505550100' };
    const result = await twinbeam.track('Order Completed', properties, { identity, traits, userId: 'user-4711' });
    expect(result.status).toBe('accepted');
    expect(await twinbeam.track('Order Completed', { note: 'ada@example.com' }, { traits })).toMatchObject({
      status: 'rejected',
    });
    await twinbeam.close();
    const files = await Promise.all((await readdir(path)).map((name) => readFile(join(path, name), 'latin1')));
    expect(files.join()).toContain('"event_name":"Purchase"');
    expect(files.join()).not.toMatch(/ada@example|6505550100|adalovely|zwolle|user-4711|EAAsecret/i);
  });
});

describe('metrics', () => {
  it('are served to everybody with the token', async () => {
    sandbox.break({ target: 'graph', times: 1, status: 500 });
    const twinbeam = start({ metrics: { token: 'scrape' } });
    await track(twinbeam, 'a');
    await track(twinbeam, 'a');
    await twinbeam.track('Order Completed', {}, { identity });
    expect(await twinbeam.flush()).toBe(true);
    const server = await serveTwinbeam(twinbeam);
    const get = (authorization?: string) =>
      server.get('/metrics', authorization === undefined ? {} : { authorization });
    expect(await get()).toMatchObject({ status: 401 });
    expect(await get('Bearer other')).toMatchObject({ status: 401 });
    const { status, text } = await get('Bearer scrape');
    expect(status).toBe(200);
    await twinbeam.close();
    expect(await get('Bearer scrape')).toMatchObject({ status: 503 });
    server.close();
    for (const line of [
      'twinbeam_messages_total{status="accepted"} 1',
      'twinbeam_messages_total{status="duplicate"} 1',
      'twinbeam_rejections_total{code="revenue-required"} 1',
      'twinbeam_events_sent_total{pixel="1"} 1',
      'twinbeam_events_retried_total{pixel="1"} 1',
      'twinbeam_graph_request_seconds_count{pixel="1",outcome="transient"} 1',
      'twinbeam_batch_events_count{pixel="1"} 1',
      'twinbeam_pending_events 0',
      'twinbeam_dead_letters 0',
    ]) {
      expect(text).toContain(`${line}\n`);
    }
  });

  it('show the share of events that Meta received within a minute, an hour and a day', async () => {
    let agoMs = 2 * 3_600_000;
    const now = () => Date.now() - agoMs;
    const outbox = createLmdbOutbox({ path, now });
    sandbox.break({ target: 'graph', times: 1, status: 401, code: 190 });
    const twinbeam = start({ outbox, now, metrics: { token: 'scrape' } });
    await track(twinbeam, 'old');
    await expect.poll(async () => (await twinbeam.stats()).paused['1']).toBeDefined();
    agoMs = 0;
    await track(twinbeam, 'fresh');
    twinbeam.update({ accessToken: 'EAAnew' });
    expect(await twinbeam.flush()).toBe(true);
    const server = await serveTwinbeam(twinbeam);
    const { text } = await server.get('/metrics', { authorization: 'Bearer scrape' });
    server.close();
    const count = (bound: string) =>
      new RegExp(`^twinbeam_delivery_seconds_bucket\\{le="${bound}",pixel="1"\\} (\\d+)$`, 'm').exec(text)?.[1];
    expect(['60', '3600', '86400', '\\+Inf'].map(count)).toEqual(['1', '1', '2', '2']);
  });

  it('are off without a token', async () => {
    const server = await serveTwinbeam(start());
    expect(await server.get('/metrics')).toMatchObject({ status: 404 });
    server.close();
  });
});
