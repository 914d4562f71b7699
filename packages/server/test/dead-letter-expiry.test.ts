import type { DeadLetter } from '@twinbeam/server';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Engine, engines, startEngine } from './support/engines.js';
import { createEvent, createFixture, type Fixture } from './support/fixture.js';
import { serveTwinbeam } from './support/serve-twinbeam.js';

/** Dead letters are deleted only because of their age, and never before the log has announced it. */

const day = 24 * 3_600_000;
const lookMs = 600_000;

describe.each(engines)('dead letters in %s', (name) => {
  let engine: Engine;
  let fixture: Fixture;
  beforeEach(async () => {
    // The instance checks every ten minutes.
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    engine = await startEngine(name);
    fixture = await createFixture(() => ({}));
  });
  afterEach(async () => {
    await fixture.close();
    await engine.close();
    vi.useRealTimers();
  });

  const createDeadLetter = (eventId: string, days: number): DeadLetter => ({
    ...createEvent(eventId),
    ...{ id: '1', storedAt: 1, attempts: 1, reason: 'refused', setAsideAt: Date.now() - days * day },
  });

  async function start(options: { maxAge?: number; now?: () => number } = {}) {
    const { now = Date.now, ...deadLetters } = options;
    const outbox = engine.create(fixture.folder);
    await outbox.ready();
    await outbox.deadLetters.add([
      createDeadLetter('old', 91),
      createDeadLetter('soon', 89.5),
      createDeadLetter('new', 80),
    ]);
    const twinbeam = fixture.start({ outbox, deadLetters, now, metrics: { token: 'm' } });
    const server = await serveTwinbeam(twinbeam);
    fixture.closeLater(() => server.close());
    const list = async () => (await twinbeam.deadLetters.list()).map(({ eventId }) => eventId);
    const readMetrics = async () => (await server.get('/metrics', { authorization: 'Bearer m' })).text;
    return { list, readMetrics };
  }
  const logged = (text: string) => fixture.logged.filter((line) => line.includes(text));

  it('are announced a day before they expire after 90 days, then deleted, logged and counted', async () => {
    const { list, readMetrics } = await start();
    await expect.poll(() => logged('expire within a day')).toHaveLength(1);
    expect(logged('expire within a day')[0]).toContain('"deadLetters":2');
    expect(await list()).toEqual(['old', 'soon', 'new']);
    await vi.advanceTimersByTimeAsync(lookMs);
    await expect.poll(list).toEqual(['soon', 'new']);
    await expect.poll(() => logged('dead letters deleted')).toHaveLength(1);
    await expect.poll(readMetrics).toMatch(/^twinbeam_dead_letters_expiring 1$/m);
    expect(await readMetrics()).toMatch(/^twinbeam_dead_letters_expired_total 1$/m);
    expect(logged('expire within a day')).toHaveLength(1);
  });

  it('are kept for as long as the option says', async () => {
    const { list } = await start({ maxAge: 365 * day });
    await vi.advanceTimersByTimeAsync(lookMs);
    await vi.advanceTimersByTimeAsync(lookMs);
    expect(await list()).toEqual(['old', 'soon', 'new']);
    expect(logged('dead letters')).toEqual([]);
  });

  it('do not expire because the clock jumps', async () => {
    let jumpMs = 0;
    const { list } = await start({ now: () => Date.now() + jumpMs });
    await expect.poll(() => logged('expire within a day')).toHaveLength(1);
    jumpMs = 30 * day;
    await vi.advanceTimersByTimeAsync(lookMs);
    await expect.poll(() => logged('no dead letter expires')).toHaveLength(1);
    expect(await list()).toEqual(['old', 'soon', 'new']);
  });

  it.each([
    ['was ahead of Meta’s from the start', { headers: { date: new Date(Date.now() - 30 * day).toUTCString() } }],
    ['cannot be compared with Meta’s', { cut: 'before' as const }],
  ])('do not expire because of a clock that %s', async (_name, fault) => {
    const { list } = await start();
    fixture.sandbox.break({ target: 'graph', ...fault });
    await vi.advanceTimersByTimeAsync(lookMs);
    await expect.poll(() => logged('no dead letter expires')).toHaveLength(1);
    expect(await list()).toEqual(['old', 'soon', 'new']);
  });
});
