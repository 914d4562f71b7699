import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createLmdbOutbox, createMemoryOutbox } from '@twinbeam/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFixture, type Fixture, track } from './support/fixture.js';
import { waitFor } from './support/wait-for.js';

/** What happens to pending events when the system clock is wrong or is set: in real processes, over real HTTP. */

const hour = 3_600_000;
const day = 24 * hour;
const program = fileURLToPath(new URL('programs/tracker.mjs', import.meta.url));
const preload = new URL('programs/set-clock.mjs', import.meta.url).href;

let fixture: Fixture;
beforeEach(async () => {
  fixture = await createFixture((folder) => ({ outbox: `lmdb:${folder}` }));
});
afterEach(() => fixture.close());

interface Clock {
  aheadMs?: number;
  jumpMs?: number;
}

/** Starts the program with a wrong clock, and collects the lines that it writes. */
function start(prefix: string, { aheadMs = 0, jumpMs = 0 }: Clock, options: object = {}) {
  const lines = new Set<string>();
  const args = [
    program,
    fixture.sandbox.url,
    `lmdb:${fixture.folder}`,
    prefix,
    JSON.stringify({ log: true, ...options }),
  ];
  const child: ChildProcess = spawn(process.execPath, ['--import', preload, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, CLOCK_AHEAD_MS: String(aheadMs), CLOCK_JUMP_MS: String(jumpMs) },
  });
  if (child.stdout) createInterface({ input: child.stdout }).on('line', (line) => void lines.add(line));
  return { child, lines, has: (text: string) => [...lines].some((line) => line.includes(text)) };
}

/** Lets a process with this clock accept events while Meta fails, then kills it. Returns the acknowledged ids. */
async function fill(clock: Clock, fault: { status: number; retryAfter?: number }): Promise<string[]> {
  fixture.sandbox.break({ target: 'graph', ...fault });
  const { child, lines, has } = start('r', clock);
  await waitFor(() => lines.size > 200 && has('sending failed'));
  child.kill('SIGKILL');
  await once(child, 'close');
  fixture.sandbox.mend();
  return [...lines].flatMap((line) => (line.startsWith('ack ') ? line.slice(4) : []));
}

async function expectAllSent(acknowledged: string[]): Promise<void> {
  const arrived = new Set(fixture.arrived());
  expect(acknowledged.length).toBeGreaterThan(100);
  expect(acknowledged.filter((eventId) => !arrived.has(eventId))).toEqual([]);
  const outbox = createLmdbOutbox({ path: fixture.folder });
  expect(await outbox.stats()).toMatchObject({ deadLetters: 0 });
  await outbox.close();
}

describe('pending events are sent as soon as they are due', () => {
  it.each<[string, { aheadMs?: number }, { aheadMs?: number }]>([
    ['an hour back', {}, { aheadMs: -hour }],
    ['an hour ahead', {}, { aheadMs: hour }],
    ['eight days ahead', {}, { aheadMs: 8 * day }],
    ['right again, after it was eight days ahead', { aheadMs: 8 * day }, {}],
  ])(
    'after a restart with the clock %s, and nothing is too old',
    async (_name, before, after) => {
      // Meta refuses a time in the future, and so does the sandbox.
      const acknowledged = await fill({}, { status: 503, retryAfter: 1 });
      await (before.aheadMs ? failOnce(before) : undefined);
      const { child, lines } = start('drain', after);
      await once(child, 'close');
      expect(lines).toContain('drained');
      await expectAllSent(acknowledged);
    },
    60_000,
  );

  it.each([
    ['back', -hour],
    ['ahead', 8 * day],
  ])(
    'when the clock is set %s while it waits; the jump is logged',
    async (_name, jumpMs) => {
      const acknowledged = await fill({}, { status: 500 });
      fixture.sandbox.break({ target: 'graph', status: 429, retryAfter: 2 });
      const { child, lines, has } = start('drain', { jumpMs });
      await waitFor(() => has('sending failed'));
      child.kill('SIGUSR2');
      await waitFor(() => lines.has('set') && has('clock has jumped'));
      fixture.sandbox.mend();
      await once(child, 'close');
      expect(lines).toContain('drained');
      expect(has('differs from Meta')).toBe(true);
      await expectAllSent(acknowledged);
    },
    60_000,
  );
});

/** Lets a process with this clock try to send once and fail. */
async function failOnce(clock: Clock): Promise<void> {
  fixture.sandbox.break({ target: 'graph', status: 503 });
  const { child, has } = start('drain', clock);
  await waitFor(() => has('sending failed'));
  child.kill('SIGKILL');
  await once(child, 'close');
  fixture.sandbox.mend();
}

describe('the age of events', () => {
  const tooOld = async () => {
    const outbox = createLmdbOutbox({ path: fixture.folder });
    const event_time = Math.floor((Date.now() - 8 * day) / 1000);
    const json = {
      event_name: 'Lead',
      event_id: 'a',
      event_time,
      action_source: 'website',
      user_data: { fbp: 'fb.1.1.1' },
    };
    const identity = { pixelId: '1', name: 'Lead', eventId: 'a', source: 'page' as const };
    await outbox.put([{ ...identity, expiresAt: (event_time + 7 * 86_400) * 1000, json: JSON.stringify(json) }]);
    return outbox;
  };
  const shiftDate = (aheadMs: number, times?: number) =>
    fixture.sandbox.break({
      target: 'graph',
      headers: { date: new Date(Date.now() + aheadMs).toUTCString() },
      ...(times && { times }),
    });

  it('counts when the clock agrees with Meta’s', async () => {
    const twinbeam = fixture.start({ outbox: await tooOld() });
    expect(await twinbeam.flush()).toBe(true);
    expect((await twinbeam.deadLetters.list())[0]?.reason).toContain('too old');
    expect(fixture.arrived()).toEqual([]);
  });

  it('does not count when the clock differs from Meta’s: Meta decides, and the log says so until they agree', async () => {
    shiftDate(-2 * hour);
    const twinbeam = fixture.start({ outbox: await tooOld() });
    expect(await twinbeam.flush()).toBe(true);
    expect(await twinbeam.stats()).toMatchObject({ quarantined: 1, deadLetters: 0 });
    expect(fixture.logged.join()).toMatch(/the system clock differs from Meta’s.*"aheadMs":7[12]\d{5}\b/);
    fixture.sandbox.mend();
    await track(twinbeam, 'b');
    expect(await twinbeam.flush()).toBe(true);
    expect(fixture.logged.join()).toContain('agrees with Meta’s again');
  });

  it('does not count before Meta has said the time', async () => {
    fixture.sandbox.break({ target: 'graph', cut: 'before' });
    const twinbeam = fixture.start({ outbox: await tooOld() });
    await expect.poll(() => fixture.logged.join()).toContain('sending failed');
    expect(await twinbeam.stats()).toMatchObject({ pending: 1, deadLetters: 0 });
    fixture.sandbox.mend();
    expect(await twinbeam.flush(10_000)).toBe(true);
    expect(await twinbeam.stats()).toMatchObject({ deadLetters: 1 });
  });
});

describe('the age of the oldest event', () => {
  it.each(['lmdb', 'memory'])('is never negative, nor an hour too much, in an outbox of %s', async (engine) => {
    let aheadMs = 0;
    const now = () => Date.now() + aheadMs;
    const outbox = engine === 'lmdb' ? createLmdbOutbox({ path: fixture.folder, now }) : createMemoryOutbox({ now });
    const twinbeam = fixture.start({ outbox, now, dispatch: false });
    await track(twinbeam, 'a');
    for (const jumpMs of [-hour, -day]) {
      aheadMs += jumpMs;
      const { oldestAgeMs } = await twinbeam.stats();
      expect(oldestAgeMs).toBeGreaterThanOrEqual(0);
      expect(oldestAgeMs).toBeLessThan(hour / 2);
    }
  });
});
