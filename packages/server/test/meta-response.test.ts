import type { Fault, Sandbox } from '@twinbeam/sandbox';
import { createLmdbOutbox, type OutboxEvent, type TwinbeamOptions } from '@twinbeam/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFixture, type Fixture, track } from './support/fixture.js';
import { serveTwinbeam } from './support/serve-twinbeam.js';

/** What happens to events when Meta's response is not as expected: over real HTTP, with the outbox on disk. */

let fixture: Fixture;
let sandbox: Sandbox;

beforeEach(async () => {
  fixture = await createFixture((folder) => ({ outbox: `lmdb:${folder}` }));
  ({ sandbox } = fixture);
});
afterEach(() => fixture.close());

const start = (options: TwinbeamOptions = {}) => fixture.start(options);
const breakGraph = (fault: Omit<Fault, 'target'>) => sandbox.break({ target: 'graph', ...fault });
const logged = () => fixture.logged.join('\n');
const nowSeconds = () => Math.floor(Date.now() / 1000);

const createLead = (eventId: string, fields: object = {}): OutboxEvent => ({
  pixelId: '1',
  name: (fields as { event_name?: string }).event_name ?? 'Lead',
  eventId,
  source: 'page',
  expiresAt: Date.now() + 1e9,
  json: JSON.stringify({
    event_name: 'Lead',
    event_id: eventId,
    event_time: nowSeconds(),
    action_source: 'website',
    user_data: { fbp: 'fb.1.1.1' },
    ...fields,
  }),
});

/** Starts an instance with an outbox that contains these events. */
async function startWith(events: OutboxEvent[], options: TwinbeamOptions = {}) {
  const outbox = createLmdbOutbox({ path: fixture.folder });
  await outbox.put(events);
  return start({ outbox, ...options });
}

/** Events of which Meta counts a second copy, or might count one. */
const countedTwice = [
  createLead('message', {
    action_source: 'business_messaging',
    messaging_channel: 'whatsapp',
    user_data: { ctwa_clid: 'A', whatsapp_business_account_id: '1' },
  }),
  createLead('value', {
    event_name: 'AppendValue',
    original_event_data: { event_name: 'Purchase', event_time: nowSeconds() - 60, event_id: 'e0' },
    custom_data: { net_revenue: 3, currency: 'EUR' },
  }),
  createLead('old', { event_time: nowSeconds() - 49 * 3_600 }),
];

describe('fewer events received than sent', () => {
  it('none: all are sent again with the same ids until Meta has them, and that is logged and counted', async () => {
    breakGraph({ received: 0, stored: 0, times: 3 });
    const twinbeam = start({ metrics: { token: 'm' } });
    await Promise.all(['a', 'b', 'c'].map((eventId) => track(twinbeam, eventId)));
    expect(await twinbeam.flush(20_000)).toBe(true);
    expect(fixture.arrived().sort()).toEqual(['a', 'b', 'c']);
    expect(await twinbeam.stats()).toMatchObject({ pending: 0, deadLetters: 0 });
    expect(logged()).toMatch(/sending failed.*but received none of \d+ events/);
    const server = await serveTwinbeam(twinbeam);
    const { text } = await server.get('/metrics', { authorization: 'Bearer m' });
    server.close();
    expect(text).toContain('twinbeam_events_sent_total{pixel="1"} 3\n');
    expect(text).toMatch(/twinbeam_events_missing_total\{pixel="1"\} [3-9]\n/);
  }, 30_000);

  it('none, however long that lasts: nothing is dropped', async () => {
    breakGraph({ received: 0, stored: 0 });
    const twinbeam = start({ metrics: { token: 'm' } });
    const server = await serveTwinbeam(twinbeam);
    fixture.closeLater(() => server.close());
    const readMissing = async () => {
      const { text } = await server.get('/metrics', { authorization: 'Bearer m' });
      return Number(/twinbeam_events_missing_total\{pixel="1"\} (\d+)/.exec(text)?.[1]);
    };
    await track(twinbeam, 'a');
    await expect.poll(readMissing, { timeout: 10_000 }).toBeGreaterThan(2);
    expect(logged()).toMatch(/but received none/);
    expect(await twinbeam.stats()).toMatchObject({ pending: 1, deadLetters: 0 });
    await twinbeam.close();
    sandbox.mend();
    expect(await start().flush(10_000)).toBe(true);
    expect(fixture.arrived()).toEqual(['a']);
  }, 30_000);

  it('some: all are sent again with the same ids, and the missing one arrives', async () => {
    breakGraph({ received: 2, stored: 2, times: 1 });
    const twinbeam = await startWith(['a', 'b', 'c'].map((eventId) => createLead(eventId)));
    expect(await twinbeam.flush(10_000)).toBe(true);
    expect(fixture.arrived()).toEqual(['a', 'b', 'a', 'b', 'c']);
    expect(sandbox.summary().events.Lead?.counted).toBe(3);
    expect(logged()).toMatch(/received fewer than were sent: events are sent again/);
  }, 20_000);

  it('some, whatever is sent: twice more, then they are done, with a warning', async () => {
    breakGraph({ received: 1 });
    const twinbeam = await startWith(['a', 'b'].map((eventId) => createLead(eventId)));
    expect(await twinbeam.flush(20_000)).toBe(true);
    expect(fixture.arrived()).toEqual(['a', 'b', 'a', 'b', 'a', 'b']);
    expect(await twinbeam.stats()).toMatchObject({ pending: 0, deadLetters: 0 });
    expect(logged()).toMatch(/received fewer than were sent: the events count as received.*"sent":2,"received":1/);
  }, 30_000);

  it('some, whatever is sent, of a large backlog: twice more as well', async () => {
    breakGraph({ received: 1, stored: 1 });
    const backlog = Array.from({ length: 12_000 }, (_, index) => createLead(`e${index}`));
    const twinbeam = await startWith(backlog, { metrics: { token: 'm' } });
    expect(await twinbeam.flush(40_000)).toBe(true);
    const server = await serveTwinbeam(twinbeam);
    const { text } = await server.get('/metrics', { authorization: 'Bearer m' });
    server.close();
    expect(text).toContain('twinbeam_events_retried_total{pixel="1"} 24000\n');
  }, 60_000);

  it.each([
    ['none', 0],
    ['some', 2],
  ])(
    '%s: events that Meta would count twice are set aside and logged, the others are sent again',
    async (_name, received) => {
      breakGraph({ received, stored: received, times: 1 });
      const twinbeam = await startWith([...countedTwice, createLead('a')]);
      expect(await twinbeam.flush(10_000)).toBe(true);
      expect(fixture.arrived().slice(received)).toEqual(['a']);
      const dead = await twinbeam.deadLetters.list();
      expect(dead.map(({ eventId }) => eventId).sort()).toEqual(['message', 'old', 'value']);
      for (const { reason } of dead) expect(reason).toContain(`Meta received ${received} of the 4 events`);
      expect(logged()).toMatch(/events set aside: Meta received fewer.*"events":3/);
      expect(await twinbeam.deadLetters.replay()).toBe(3);
      expect(await twinbeam.flush(10_000)).toBe(true);
      expect(new Set(fixture.arrived())).toEqual(new Set(['a', 'message', 'old', 'value']));
    },
    20_000,
  );
});

describe('a body without end', () => {
  it.each([
    ['of a success', {}, undefined],
    ['of an error', { status: 400 }, undefined],
    ['through a fetch of the site’s own', {}, fetch],
  ])(
    '%s is closed after 64 kB and counts as a failure of Meta',
    async (_name, fault, ownFetch) => {
      breakGraph({ endless: true, times: 2, ...fault });
      const before = process.memoryUsage().rss;
      const twinbeam = start({ timeoutMs: 10_000, ...(ownFetch && { fetch: ownFetch }) });
      await track(twinbeam, 'a');
      expect(await twinbeam.flush(10_000)).toBe(true);
      expect(fixture.arrived()).toEqual(['a']);
      expect(logged()).toMatch(/more than 65536 bytes/);
      expect(process.memoryUsage().rss - before).toBeLessThan(200_000_000);
    },
    20_000,
  );
});

describe('a Meta that is slower than timeoutMs', () => {
  it('gets more time after each timeout, with batches as large as before; the log names timeoutMs', async () => {
    breakGraph({ delayMs: 900 });
    const sizes: number[] = [];
    const counting: TwinbeamOptions['fetch'] = (url, init) => {
      sizes.push((JSON.parse(init.body.toString()).data as unknown[]).length);
      return fetch(url, init);
    };
    const events = Array.from({ length: 400 }, (_, index) => createLead(`e${index}`));
    const twinbeam = await startWith(events, { timeoutMs: 250, fetch: counting });
    expect(await twinbeam.flush(20_000)).toBe(true);
    expect(new Set(fixture.arrived()).size).toBe(400);
    expect(new Set(sizes)).toEqual(new Set([400]));
    expect(logged()).toMatch(/slower than timeoutMs.*"timeoutMs":250,"limitMs":500/);
    expect(logged()).toMatch(/no response within 250 ms.*timeoutMs/);
    sandbox.mend();
    for (let number = 0; !logged().includes('within timeoutMs again'); number++) {
      await track(twinbeam, `after-${number}`);
      expect(await twinbeam.flush(10_000)).toBe(true);
      expect(number).toBeLessThan(20);
    }
  }, 60_000);
});
