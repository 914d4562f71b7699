import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { TwinbeamOptions } from '@twinbeam/server';
import { twinbeamExpress } from '@twinbeam/server/express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Engine, engines, startEngine } from './support/engines.js';
import { createFixture, type Fixture, identity } from './support/fixture.js';
import { serveTwinbeam } from './support/serve-twinbeam.js';

/** A held purchase waits for payment: it is sent once, with the time of the order, or not at all. */

const day = 24 * 3_600_000;
const order = { order_id: '1001', revenue: 99.5, currency: 'EUR' };
const held = { collect: { held: ['Order Completed'] } };

describe.each(engines)('an order that is held in %s', (name) => {
  let engine: Engine;
  let fixture: Fixture;
  beforeEach(async () => {
    engine = await startEngine(name);
    fixture = await createFixture(() => ({}));
  });
  afterEach(async () => {
    await fixture.close();
    await engine.close();
  });

  const start = async (options: TwinbeamOptions = {}) => {
    const twinbeam = fixture.start({ outbox: engine.create(fixture.folder), ...held, ...options });
    await twinbeam.stats();
    const hold = (time: string | number = '7d', more = {}) =>
      twinbeam.track('Order Completed', order, { identity, hold: time, ...more });
    return { twinbeam, hold };
  };

  it('is sent once when it is confirmed, with the time of the order', async () => {
    const { twinbeam, hold } = await start();
    const timestamp = Date.now() - 3 * 3_600_000;
    expect(await hold('7d', { timestamp })).toMatchObject({ status: 'accepted', eventId: 'purchase.1001' });
    expect(await hold()).toMatchObject({ status: 'duplicate' });
    expect(await twinbeam.flush()).toBe(true);
    expect(fixture.arrived()).toEqual([]);
    expect(await twinbeam.confirm('purchase.1001')).toEqual({ status: 'confirmed', changed: true });
    expect(await twinbeam.confirm('purchase.1001')).toEqual({ status: 'confirmed', changed: false });
    expect(await twinbeam.void('purchase.1001')).toEqual({ status: 'confirmed', changed: false });
    await twinbeam.flush();
    expect(fixture.sandbox.events()).toMatchObject([
      { event_name: 'Purchase', event_id: 'purchase.1001', event_time: Math.floor(timestamp / 1000) },
    ]);
    expect(fixture.sandbox.events()[0]?.user_data).toMatchObject({ fbp: identity.fbp });
    expect(fixture.sandbox.summary().events.Purchase).toMatchObject({ counted: 1 });
  });

  it('is forgotten when it is void, and may be held and confirmed again', async () => {
    const { twinbeam, hold } = await start();
    await hold();
    expect(await twinbeam.void('purchase.1001')).toEqual({ status: 'void', changed: true });
    expect(await twinbeam.confirm('purchase.1001')).toEqual({ status: 'void', changed: false });
    expect(await twinbeam.stats()).toMatchObject({ pending: 0, held: 0, deadLetters: 0 });
    expect(await hold()).toMatchObject({ status: 'accepted' });
    expect(await twinbeam.confirm('purchase.1001')).toEqual({ status: 'confirmed', changed: true });
    await twinbeam.flush();
    expect(fixture.arrived()).toEqual(['purchase.1001']);
  });

  it('is unknown if it was not held', async () => {
    const { twinbeam } = await start();
    expect(await twinbeam.confirm('purchase.1')).toEqual({ status: 'unknown', changed: false });
    expect(await twinbeam.void('purchase.1')).toEqual({ status: 'unknown', changed: false });
  });

  it('is sent to each pixel', async () => {
    const pixels = ['1', '2'].map((pixelId) => ({ pixelId, accessToken: 'EAAsecretToken' }));
    const { twinbeam, hold } = await start({ pixels });
    await hold();
    await twinbeam.confirm('purchase.1001');
    await twinbeam.flush();
    expect(
      fixture.sandbox
        .events()
        .map(({ pixelId }) => pixelId)
        .sort(),
    ).toEqual(['1', '2']);
  });

  it.skipIf(name === 'memory')('is held, and confirmed or void, across restarts', async () => {
    const { twinbeam, hold } = await start();
    await hold();
    await twinbeam.close();
    const second = await start();
    expect(await second.twinbeam.stats()).toMatchObject({ pending: 0, held: 1 });
    await second.twinbeam.flush();
    expect(fixture.arrived()).toEqual([]);
    expect(await second.twinbeam.confirm('purchase.1001')).toEqual({ status: 'confirmed', changed: true });
    await second.twinbeam.flush();
    await second.twinbeam.close();
    const third = await start();
    expect(await third.twinbeam.void('purchase.1001')).toEqual({ status: 'confirmed', changed: false });
    expect(fixture.arrived()).toEqual(['purchase.1001']);
  });
});

describe('an order that is held', () => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await createFixture((folder) => ({ outbox: `lmdb:${folder}`, ...held }));
  });
  afterEach(async () => {
    await fixture.close();
  });

  it('does not expire because of a clock that is ahead of Meta’s', async () => {
    const first = fixture.start();
    await first.track('Order Completed', order, { identity, hold: '7d' });
    await first.close();
    const ahead = fixture.start({ now: () => Date.now() + 30 * day });
    await expect.poll(() => fixture.logged.join()).toContain('differs from Meta’s');
    expect(await ahead.confirm('purchase.1001')).toEqual({ status: 'confirmed', changed: true });
  });

  it('stays ended when the clock with which it was confirmed is corrected', async () => {
    let aheadMs = 8 * day;
    const twinbeam = fixture.start({ now: () => Date.now() + aheadMs });
    await twinbeam.track('Order Completed', order, { identity, hold: '5d' });
    expect(await twinbeam.confirm('purchase.1001')).toEqual({ status: 'confirmed', changed: true });
    aheadMs = 0;
    expect(await twinbeam.confirm('purchase.1001')).toEqual({ status: 'confirmed', changed: false });
    const again = await twinbeam.track('Order Completed', order, { identity, hold: '5d' });
    expect(again.status).toBe('duplicate');
  });

  it('expires after six days at the latest: it is set aside, which is logged, and can be replayed', async () => {
    let time = Date.now() - 6.5 * day;
    const first = fixture.start({ now: () => time });
    await first.track('Order Completed', order, { identity, hold: '7d' });
    await first.track('Order Completed', { ...order, order_id: '1002' }, { identity, hold: 6.9 * day });
    time += 5.9 * day;
    await first.close();
    const early = fixture.start({ now: () => time });
    await expect.poll(() => early.stats()).toMatchObject({ held: 2, deadLetters: 0 });
    await early.close();
    const late = fixture.start({ metrics: { token: 'm' } });
    await expect.poll(() => late.stats()).toMatchObject({ held: 0, deadLetters: 2, pending: 0 });
    expect(fixture.logged.filter((line) => line.includes('not confirmed in time'))).toEqual([
      expect.stringContaining('"orders":2'),
    ]);
    expect(await late.confirm('purchase.1001')).toEqual({ status: 'expired', changed: false });
    expect(await late.deadLetters.list()).toMatchObject([
      { reason: expect.stringContaining('confirm') },
      { reason: expect.stringContaining('confirm') },
    ]);
    await late.deadLetters.replay();
    await late.flush();
    expect(fixture.arrived().sort()).toEqual(['purchase.1001', 'purchase.1002']);
  });

  it('expires a day before Meta would refuse it, however long ago the order was', async () => {
    let time = Date.now() - 2 * day;
    const first = fixture.start({ now: () => time });
    await first.track('Order Completed', order, { identity, hold: '6d', timestamp: new Date(time - 5 * day) });
    time += 0.9 * day;
    await expect.poll(() => first.stats()).toMatchObject({ held: 1 });
    await first.close();
    const late = fixture.start();
    await expect.poll(() => late.stats()).toMatchObject({ held: 0, deadLetters: 1 });
  });

  it.each(['', '7', 'soon', '-1d', 0, -5, Number.NaN, Number.POSITIVE_INFINITY, {}, true])(
    'is rejected for a hold of %j',
    async (hold) => {
      const twinbeam = fixture.start();
      const result = await twinbeam.track('Order Completed', order, { identity, hold: hold as string });
      expect(result).toMatchObject({ status: 'rejected', problems: [{ code: 'hold-unreadable', severity: 'error' }] });
      expect(await twinbeam.stats()).toMatchObject({ pending: 0, held: 0 });
    },
  );

  it('is sent by no leg of a page, under any name of the same meaning, and by no library', async () => {
    const twinbeam = fixture.start({ writeKey: 'key', events: { deny: ['Lead'] } });
    const server = await serveTwinbeam(twinbeam);
    fixture.closeLater(() => server.close());
    const { text } = await server.get('/t.js');
    expect(/"events":(\{[^}]*\})/.exec(text)?.[1]).toBe('{"deny":["Lead","Order Completed","Purchase"]}');
    const batch = ['Order Completed', 'Purchase', 'purchase'].map((event, index) => ({
      type: 'track',
      event,
      messageId: `m${index}`,
      anonymousId: 'a',
      properties: order,
    }));
    const { json } = await server.post('/collect', JSON.stringify({ batch, sentAt: new Date() }));
    expect((json as { results: object[] }).results).toMatchObject(batch.map(() => ({ status: 'skipped' })));
    expect(await twinbeam.stats()).toMatchObject({ pending: 0, held: 0 });
  });

  it('causes one warning if pages may still send it', async () => {
    const twinbeam = fixture.start({ collect: {} });
    expect(await twinbeam.track('Order Completed', order, { identity, hold: '1d' })).toMatchObject({
      status: 'accepted',
    });
    expect(fixture.logged.filter((line) => line.includes('collect.held'))).toHaveLength(1);
  });

  it('cannot be confirmed while the outbox is closed, which is returned, and thrown only if that is wanted', async () => {
    const twinbeam = fixture.start();
    await twinbeam.close();
    expect(await twinbeam.confirm('a')).toMatchObject({ status: 'unavailable', changed: false });
    expect(fixture.logged.join()).toContain('the hold was not ended {"code":"closed"');
    await expect(twinbeam.confirm('a', { orThrow: true })).rejects.toMatchObject({ name: 'OutboxError' });
    expect(await twinbeam.track('Order Completed', order, { identity, hold: '1d' })).toMatchObject({
      status: 'unavailable',
    });
  });

  it('survives a kill between the hold and its end: what was confirmed arrives, what was void does not', async () => {
    const program = fileURLToPath(new URL('programs/holder.mjs', import.meta.url));
    const child = spawn(process.execPath, [program, fixture.sandbox.url, `lmdb:${fixture.folder}`], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'close');
    const twinbeam = fixture.start();
    expect(await twinbeam.stats()).toMatchObject({ held: 1 });
    const ends = await Promise.all(['held', 'confirmed', 'void'].map((id) => twinbeam.confirm(`purchase.${id}`)));
    expect(ends).toEqual([
      { status: 'confirmed', changed: true },
      { status: 'confirmed', changed: false },
      { status: 'void', changed: false },
    ]);
    await twinbeam.flush();
    expect([...new Set(fixture.arrived())].sort()).toEqual(['purchase.confirmed', 'purchase.held']);
    expect(fixture.sandbox.summary().events.Purchase).toMatchObject({ counted: 2 });
  });
});

describe('an identity', () => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await createFixture(() => ({ outbox: 'memory:' }));
  });
  afterEach(() => fixture.close());

  const serve = async () => {
    const twinbeam = fixture.start();
    let stored = '{}';
    const server = await serveTwinbeam(twinbeam, (app) => {
      app.set('trust proxy', true);
      app.use(twinbeamExpress(twinbeam));
      app.post('/checkout', (req, res) => {
        stored = JSON.stringify(req.twinbeam.identity);
        res.end();
      });
      app.post('/webhook', async (_req, res) => {
        await twinbeam.track('Order Completed', order, { identity: JSON.parse(stored) });
        res.end();
      });
      app.post('/wrong-webhook', async (req, res) => {
        await req.twinbeam.track('Order Completed', order);
        res.end();
      });
    });
    fixture.closeLater(() => server.close());
    const post = (path: string, headers: Record<string, string>) =>
      fetch(`http://localhost:${server.port}${path}`, { method: 'POST', headers });
    return { twinbeam, post };
  };
  const visitor = {
    cookie: '_fbp=fb.1.1700000000000.42; _fbc=fb.1.1700000000000.click',
    'user-agent': 'Mozilla/5.0 Shop/1',
    'x-forwarded-for': '93.184.216.34',
    referer: 'https://shop.example/checkout',
  };
  const provider = { 'user-agent': 'PaymentProvider/1.0 (+https://pay.example)' };

  it('is stored as JSON with an order, and a webhook matches its visitor later', async () => {
    const { twinbeam, post } = await serve();
    await post('/checkout', visitor);
    await post('/webhook', provider);
    await twinbeam.flush();
    const { fbp, fbc } = { fbp: 'fb.1.1700000000000.42', fbc: 'fb.1.1700000000000.click' };
    expect(fixture.sandbox.events()).toMatchObject([
      {
        event_id: 'purchase.1001',
        user_data: { fbp, fbc, client_user_agent: 'Mozilla/5.0 Shop/1', client_ip_address: '93.184.216.34' },
      },
    ]);
    expect(fixture.logged.filter((line) => line.includes('webhook'))).toEqual([]);
  });

  it('of a webhook’s own request causes one warning', async () => {
    const { post } = await serve();
    await post('/wrong-webhook', visitor);
    expect(fixture.logged.filter((line) => line.includes('webhook'))).toEqual([]);
    await post('/wrong-webhook', provider);
    await post('/wrong-webhook', provider);
    expect(fixture.logged.filter((line) => line.includes('in a webhook, pass the identity'))).toHaveLength(1);
  });
});
