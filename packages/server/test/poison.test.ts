import type { Sandbox } from '@twinbeam/sandbox';
import { createLmdbOutbox, type Outbox, type OutboxEvent, type TwinbeamOptions } from '@twinbeam/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runTwinbeam } from './support/command-line.js';
import { createFixture, type Fixture, track } from './support/fixture.js';
import { wait } from './support/wait-for.js';

/** Events that Graph refuses must not hold up others, whoever created them. */

let fixture: Fixture;
let sandbox: Sandbox;
let outbox: Outbox;
let clock: number;
let requests: number;

const minute = 60_000;
const nowSeconds = () => Math.floor(Date.now() / 1000);
const arrived = () => new Set(fixture.arrived());

type Source = OutboxEvent['source'];

/** Creates an event of its own visitor that Graph accepts, except for the given fields. */
const createEvent = (eventId: string, source: Source, fields: object = {}): OutboxEvent => ({
  pixelId: '1',
  name: 'Lead',
  eventId,
  source,
  expiresAt: Date.now() + 1e9,
  json: JSON.stringify({
    event_name: 'Lead',
    event_id: eventId,
    event_time: nowSeconds(),
    action_source: 'website',
    user_data: { fbp: `fb.1.1.${eventId.replace(/\D/g, '') || 1}` },
    ...fields,
  }),
});

const createEvents = (prefix: string, count: number, source: Source, fields: object = {}): OutboxEvent[] =>
  Array.from({ length: count }, (_, index) => createEvent(`${prefix}${index}`, source, fields));

/** Starts an instance with the outbox, and counts its requests. Without `namesEvents`, Graph's errors name no event. */
const start = ({ namesEvents = true }: { namesEvents?: boolean } = {}, options: TwinbeamOptions = {}) =>
  fixture.start({
    outbox,
    now: () => clock,
    timeoutMs: 10_000,
    async fetch(url, init) {
      requests++;
      const response = await fetch(url, init);
      if (namesEvents || response.status === 200) return response;
      return new Response((await response.text()).replaceAll(/data\[\d+\]/g, 'an event'), response);
    },
    ...options,
  });

beforeEach(async () => {
  fixture = await createFixture((folder) => ({ outbox: `lmdb:${folder}` }));
  ({ sandbox } = fixture);
  clock = Date.now();
  requests = 0;
  outbox = createLmdbOutbox({ path: fixture.folder, now: () => clock });
  fixture.closeLater(() => outbox.close());
});
afterEach(() => fixture.close());

const classes: [name: string, fields: object][] = [
  ['an action source that Meta does not know', { action_source: 'mars' }],
  ['a time eight days ago', { event_time: 1_700_000_000 }],
  ['a time in the future', { event_time: 4_000_000_000 }],
  ['user data that match nobody', { user_data: { client_user_agent: 'x' } }],
  ['an e-mail address that is not hashed', { user_data: { em: 'ada' } }],
  ['a click id that is malformed', { user_data: { fbc: 'x' } }],
  ['a purchase without currency', { event_name: 'Purchase', custom_data: { value: 1 } }],
  ['a currency with spaces', { custom_data: { currency: ' EUR ', value: 1 } }],
  ['contents with an unknown key', { custom_data: { contents: [{ id: '1', colour: 'red' }] } }],
  ['app data that are missing', { action_source: 'app' }],
];

describe('events that Graph refuses', () => {
  it.each(
    classes.flatMap(([name, fields]) =>
      (['page', 'server'] as const).flatMap((source) => [1, 30].map((count) => ({ name, fields, source, count }))),
    ),
  )(
    '$count of $source: $name; the others are sent, and the pixel does not pause',
    async ({ fields, source, count }) => {
      const bad = createEvents('bad', count, source, fields);
      const good = createEvents('good', 60, source);
      // The invalid events are spread among the valid ones.
      await outbox.put(good.flatMap((event, index) => [event, ...(bad[index] ? [bad[index]] : [])]));
      const twinbeam = start();
      expect(await twinbeam.flush(20_000)).toBe(true);
      expect(arrived()).toEqual(new Set(good.map(({ eventId }) => eventId)));
      expect(await twinbeam.stats()).toMatchObject({ pending: 0, quarantined: count, deadLetters: 0, paused: {} });
      expect(requests).toBeLessThanOrEqual(2 * count + 4);
    },
  );

  it.each([
    ['that Graph names', true],
    ['that Graph does not name', false],
  ])(
    'delay 5,100 valid ones by at most two requests for each invalid one: 900 of the first 1,000, %s',
    async (_name, namesEvents) => {
      const first = Array.from({ length: 1_000 }, (_, index) =>
        createEvent(`e${index}`, 'page', index % 10 === 0 ? {} : { action_source: 'mars' }),
      );
      await outbox.put(first);
      await outbox.put(createEvents('good', 5_000, 'page'));
      start({ namesEvents });
      await expect.poll(() => arrived().size, { timeout: 150_000, interval: 25 }).toBe(5_100);
      expect(requests).toBeLessThanOrEqual(2 * 900);
      expect(fixture.logged.join()).not.toContain('paused');
    },
    180_000,
  );

  it('of pages do not hold up those of server code, however many there are', async () => {
    await outbox.put(createEvents('bad', 3_000, 'page', { action_source: 'mars' }));
    let orderRequest = 0;
    const fetchCounted: TwinbeamOptions['fetch'] = (url, init) => {
      requests++;
      if (init.body.toString().includes('"event_id":"order"')) orderRequest = requests;
      return fetch(url, init);
    };
    const twinbeam = start({}, { fetch: fetchCounted });
    await expect.poll(() => requests).toBeGreaterThan(5);
    await track(twinbeam, 'order');
    const before = requests;
    await expect.poll(() => orderRequest).toBeGreaterThan(0);
    // Requests of the other lanes may have been on their way when the event was stored.
    expect(orderRequest - before).toBeLessThan(30);
  }, 30_000);

  it('are tried again alone, three times, and become dead letters that can be replayed', async () => {
    sandbox.break({ target: 'graph', status: 400, code: 100, subcode: 7 });
    await outbox.put([createEvent('a', 'server')]);
    const twinbeam = start();
    for (const [refusals, delayMs] of [minute, 10 * minute, 60 * minute].entries()) {
      await expect.poll(() => requests).toBe(refusals + 1);
      await expect.poll(() => outbox.queue.list(9)).toMatchObject([{ lane: 'quarantine', refusals: refusals + 1 }]);
      clock += delayMs - 1_000;
      await wait(300);
      expect(requests).toBe(refusals + 1);
      clock += 1_001;
    }
    await expect.poll(async () => (await twinbeam.stats()).deadLetters).toBe(1);
    expect(await twinbeam.stats()).toMatchObject({ pending: 0, quarantined: 0, paused: {} });
    expect(fixture.logged.filter((line) => line.includes('tried again alone'))).toHaveLength(3);
    expect(await twinbeam.deadLetters.list()).toMatchObject([
      {
        eventId: 'a',
        code: 100,
        subcode: 7,
        reason: expect.stringContaining('told to fail'),
        refusals: 3,
        attempts: 3,
      },
    ]);
    sandbox.mend();
    expect(await twinbeam.deadLetters.replay()).toBe(1);
    expect(await twinbeam.flush()).toBe(true);
    expect(arrived()).toEqual(new Set(['a']));
  }, 30_000);

  it('are sent later if Graph accepts them by then', async () => {
    sandbox.break({ target: 'graph', status: 400, code: 100, times: 2 });
    await outbox.put(createEvents('a', 2, 'page'));
    const twinbeam = start();
    await expect.poll(async () => (await twinbeam.stats()).quarantined).toBeGreaterThan(0);
    clock += minute + 1;
    await expect.poll(() => arrived()).toEqual(new Set(['a0', 'a1']));
    await expect.poll(() => twinbeam.stats()).toMatchObject({ pending: 0, quarantined: 0, deadLetters: 0 });
  });

  it('slow a pixel down if server code creates them for different visitors, until Graph accepts again', async () => {
    await outbox.put(createEvents('bad', 40, 'server', { action_source: 'mars' }));
    const twinbeam = start();
    await expect.poll(() => fixture.logged.join()).toContain('for different visitors: sending slows');
    expect(await twinbeam.stats()).toMatchObject({ paused: {} });
    await outbox.put(createEvents('good', 60, 'server'));
    await expect.poll(() => arrived().size, { timeout: 15_000 }).toBe(60);
  }, 30_000);

  it.each<[string, Source, object]>([
    ['pages', 'page', {}],
    ['one visitor', 'server', { user_data: { fbp: 'fb.1.1.1' } }],
  ])('do not slow it down when they come from %s', async (_name, source, fields) => {
    await outbox.put(createEvents('bad', 40, source, { action_source: 'mars', ...fields }));
    const twinbeam = start();
    expect(await twinbeam.flush(20_000)).toBe(true);
    expect(fixture.logged.join()).not.toContain('slows');
  });
});

describe('twinbeam outbox list, drop, replay', () => {
  const run = (...args: string[]) => runTwinbeam({ TWINBEAM_OUTBOX: `lmdb:${fixture.folder}` }, ...args);

  it('show pending and quarantined events, drop them and make them due', async () => {
    await outbox.put([createEvent('bad', 'page', { action_source: 'mars' }), createEvent('good', 'server')]);
    const twinbeam = start();
    await expect.poll(async () => (await twinbeam.stats()).quarantined).toBe(1);
    await twinbeam.close();
    const again = createLmdbOutbox({ path: fixture.folder });
    await again.put([createEvent('x', 'page'), createEvent('\u001b[31my', 'server')]);
    const { out } = await run('outbox', 'list');
    const [head = '', , ...lines] = out.trimEnd().split('\n');
    expect(head).toMatch(/^id +lane +due +pixel +event +event id +source +tries +refusals +last refusal$/);
    expect(lines[0]).toMatch(/^\S+ +quarantine +20\S+Z +1 +Lead +bad +page +1 +1 +Meta responded with 400/);
    expect(out).toMatch(/ server +20\S+Z +1 +Lead +\\u001b\[31my +server +0 +0 +–\n/);
    expect(lines).toHaveLength(3);
    expect((await run('outbox', 'list', '--limit', '1')).out).toMatch(/bad.*\n1 of 3 events; --limit prints more\.\n$/);
    const listed = JSON.parse((await run('outbox', 'list', '--json')).out) as { eventId: string; id: string }[];
    const ids = Object.fromEntries(listed.map(({ eventId, id }) => [eventId, id]));
    expect(await run('outbox', 'drop')).toMatchObject({ code: 2, error: expect.stringContaining('Name the ids') });
    expect((await run('outbox', 'drop', String(ids.x))).out).toBe('1 deleted.\n');
    expect((await run('outbox', 'replay')).out).toMatch(/^1 due at once/);
    expect(await again.stats()).toMatchObject({ pending: 2, quarantined: 0 });
    await again.close();
  }, 60_000);

  it('show how often an event was tried while Meta is down', async () => {
    sandbox.break({ target: 'graph', status: 503 });
    await outbox.put([createEvent('waiting', 'page')]);
    start();
    await expect
      .poll(async () => (await run('outbox', 'list')).out, { timeout: 20_000 })
      .toMatch(/ page +20\S+Z +1 +Lead +waiting +page +[1-9] +0 +–\n/);
  }, 60_000);
});
