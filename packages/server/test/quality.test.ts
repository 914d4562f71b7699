import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runTwinbeam } from './support/command-line.js';
import { createFixture, type Fixture, identity } from './support/fixture.js';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await createFixture(() => ({ outbox: 'memory:' }));
});
afterEach(() => fixture.close());

const run = (...args: string[]) =>
  runTwinbeam(
    { META_PIXEL_ID: '1', META_ACCESS_TOKEN: 'EAAsecretToken', META_GRAPH_URL: fixture.sandbox.url },
    'quality',
    ...args,
  );

/** Sends purchases from the server, the first ones from the page as well, and leads from the day before. */
async function sendEvents(): Promise<void> {
  const twinbeam = fixture.start();
  for (const id of ['1', '2', '3', '4']) {
    await twinbeam.track(
      'Order Completed',
      { order_id: id, revenue: 5, currency: 'EUR' },
      { identity, traits: { email: `${id}@example.com` } },
    );
  }
  await twinbeam.track('Lead', {}, { identity, timestamp: Date.now() - 5 * 3_600_000 });
  await twinbeam.flush();
  for (const query of [
    'ev=Purchase&eid=purchase.1',
    'ev=Purchase&eid=purchase.2',
    'ev=Purchase',
    'ev=Purchase&eid=other',
  ]) {
    await fetch(`${fixture.sandbox.url}/tr/?id=1&${query}&dl=https%3A%2F%2Fs.example%2F&ts=${Date.now()}`);
  }
}

describe('twinbeam quality', () => {
  it('prints Meta’s figures for each event, and what to change', async () => {
    await sendEvents();
    const { code, out } = await run();
    expect(code).toBe(0);
    expect(out).toMatch(/Purchase +4\.4 +50 % +75 % \/ 100 % +real_time/);
    expect(out).toMatch(/Lead +\d\S* +– +– +hourly/);
    expect(out).toContain('! Purchase: match quality 4.4 of 10, below 6.\n    phone (0 %): pass traits: { phone }');
    expect(out).toContain("! Purchase: the server covers 50 % of the page's events, below 75 %.");
    expect(out).toContain('! Purchase: 75 % of the events of the page have an event id.');
    expect(out).toContain('! Lead: events arrive hourly.');
  }, 30_000);

  it('exits with 1 when an event is below a given threshold', async () => {
    await sendEvents();
    expect(await run('--event', 'Purchase', '--min-quality', '4', '--min-coverage', '50')).toMatchObject({ code: 0 });
    expect(await run('--min-coverage', '51')).toMatchObject({ code: 1 });
    expect(await run('--min-quality', 'high')).toMatchObject({ code: 2, error: expect.stringContaining('a number') });
  }, 30_000);

  it('exits with 1 when a threshold has nothing to be compared with', async () => {
    expect(await run('--min-quality', '1')).toMatchObject({ code: 1, error: expect.stringContaining('of any event') });
    await sendEvents();
    expect(await run('--min-quality', '1', '--min-coverage', '10')).toMatchObject({ code: 0, error: '' });
    expect(await run('--event', 'Purchase', 'Lead', '--min-coverage', '10')).toMatchObject({
      code: 1,
      error: expect.stringContaining('--min-coverage has nothing to compare: Meta has no coverage of Lead for pixel 1'),
    });
  }, 30_000);

  it('prints JSON, and metrics', async () => {
    await sendEvents();
    const { out } = await run('--json', '--event', 'Purchase');
    expect(JSON.parse(out)).toMatchObject({
      pixels: [{ pixelId: '1', events: [{ event: 'Purchase', coverage: 50, matchKeys: { email: 100, fbp: 100 } }] }],
      weaknesses: expect.arrayContaining([expect.objectContaining({ figure: 'coverage' })]),
    });
    const { out: metrics } = await run('--prometheus');
    expect(metrics).toContain('twinbeam_meta_event_coverage_ratio{pixel="1",event="Purchase"} 0.5\n');
    expect(metrics).toContain(
      'twinbeam_meta_dedupe_key_ratio{pixel="1",event="Purchase",key="event_id",leg="browser"} 0.75\n',
    );
    expect(metrics).toContain('twinbeam_meta_real_time{pixel="1",event="Lead"} 0\n');
  }, 30_000);

  it('exits with 3 when Meta’s figures cannot be read', async () => {
    fixture.sandbox.break({ target: 'graph', status: 401, code: 190 });
    const { code, out, error } = await run();
    expect([code, out, error]).toEqual([3, '', expect.stringContaining('create a new one in Events Manager')]);
    expect(error).not.toContain('EAAsecretToken');
  }, 30_000);

  it('names the events that have figures if another one is requested', async () => {
    await sendEvents();
    const { out } = await run('--event', 'purchase');
    expect(out).toMatch(/no figures of these events for pixel 1.*only of: .*Purchase/);
  }, 30_000);

  it('reports that there are no figures yet', async () => {
    expect(await run()).toMatchObject({ code: 0, out: expect.stringContaining('no figures for pixel 1 yet') });
  }, 30_000);
});
