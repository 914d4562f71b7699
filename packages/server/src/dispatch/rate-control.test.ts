import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GraphError } from '../graph/graph-error.js';
import { graphErrorPolicies } from '../graph/graph-error-policies.js';
import { createMemoryOutbox } from '../outbox/memory/memory.js';
import type { Outbox } from '../outbox/outbox.js';
import { createRateControl, type RateControl, type RateControlOptions } from './rate-control.js';

const minute = 60_000;
const noUsage = { percent: 0, regainMs: 0 };

describe('rate control of dispatchers on one outbox', () => {
  let outbox: Outbox;
  /** Added to the clock of the rate controls that are created next. */
  let aheadMs: number;
  beforeEach(() => {
    outbox = createMemoryOutbox();
    aheadMs = 0;
  });
  afterEach(() => outbox.close());

  function create(others: Partial<RateControlOptions> = {}): RateControl {
    const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const ahead = aheadMs;
    const now = () => Date.now() + ahead;
    const readTokenHash = () => 'the token';
    return createRateControl({
      pixelId: '1',
      pauses: outbox.pauses,
      logger,
      now,
      random: () => 0.5,
      readTokenHash,
      ...others,
    });
  }
  const fail = async (control: RateControl, policy: keyof typeof graphErrorPolicies, retryAfterMs?: number) => {
    const error = new GraphError('failed', { policy: graphErrorPolicies[policy], status: 500, retryAfterMs });
    await control.backOff(await control.startAttempt(), error, 1);
  };

  it('one of them tries a paused pixel, while the others wait for the result', async () => {
    const others = [create(), create()];
    await others[0]?.pause(await create().startAttempt(), 'the token is dead', 'error');
    for (const other of others) expect(other.remainingMs()).toBeGreaterThan(0);
    // Half a minute later.
    aheadMs = minute / 2;
    const [one, another] = [create(), create()];
    expect([one.remainingMs(), one.pauseReason()]).toEqual([0, 'the token is dead']);
    await one.startAttempt();
    expect(another.remainingMs()).toBeGreaterThan(0);
    await one.succeeded(undefined);
    expect([another.remainingMs(), another.pauseReason()]).toEqual([0, undefined]);
  });

  it.each<[keyof typeof graphErrorPolicies, boolean]>([
    ['rate', true],
    ['unreachable', false],
  ])('after a failure of the kind %s the others wait too: %s', async (policy, isShared) => {
    const [one, other] = [create(), create()];
    await fail(one, policy, minute);
    expect(one.remainingMs()).toBeGreaterThan(minute / 2);
    expect(other.remainingMs() > minute / 2).toBe(isShared);
  });

  it.each([
    ['below nine tenths of the limit nothing', { percent: 89, regainMs: 0 }, 0],
    ['at nine tenths nothing yet', { percent: 90, regainMs: 0 }, 0],
    ['halfway from there half a minute', { percent: 95, regainMs: 0 }, minute / 2],
    ['at the limit a minute', { percent: 100, regainMs: 0 }, minute],
    ['beyond it no longer', { percent: 300, regainMs: 0 }, minute],
    ['what Meta asks for', { percent: 10, regainMs: 5 * minute }, 5 * minute],
  ])('%s: usage %j makes all of them wait %i ms', async (_name, usage, ms) => {
    const [one, other] = [create(), create()];
    await one.succeeded(usage);
    expect(Math.round(other.remainingMs() / (minute / 2))).toBe(ms / (minute / 2));
  });

  it('does not shorten a wait for another cause', async () => {
    const [one, other] = [create(), create()];
    await fail(one, 'unreachable', minute);
    one.backOffFromOutbox();
    expect(one.remainingMs()).toBeGreaterThan(minute / 2);
    await other.succeeded({ percent: 10, regainMs: 5 * minute });
    await fail(other, 'rate');
    await one.succeeded({ percent: 95, regainMs: 0 });
    expect([one, other, create()].map((control) => control.remainingMs() > 4 * minute)).toEqual([true, true, true]);
    await one.reset();
    expect(one.remainingMs()).toBe(0);
  });

  it('counts one failure of several requests in flight, and starts again after a success', async () => {
    const control = create();
    const attempts = [await control.startAttempt(), await control.startAttempt()];
    const error = new GraphError('failed', { policy: graphErrorPolicies.unreachable, status: 0 });
    for (const attempt of attempts) await control.backOff(attempt, error, 1);
    const first = control.remainingMs();
    expect(control.isFailing()).toBe(true);
    await fail(control, 'unreachable');
    expect(control.remainingMs()).toBeGreaterThan(1.5 * first);
    await control.succeeded(noUsage);
    expect(control.isFailing()).toBe(false);
    await fail(control, 'unreachable');
    expect(control.remainingMs()).toBeLessThan(1.5 * first);
  });

  it('a process that starts keeps Meta’s limits, and tries again after a pause that a person may have corrected', async () => {
    await create().pause(await create().startAttempt(), 'the token is dead', 'error');
    expect(create().remainingMs()).toBe(0);
    expect(create({ readTokenHash: () => undefined }).remainingMs()).toBe(0);
    await create().succeeded({ percent: 100, regainMs: 0 });
    expect(create().remainingMs()).toBeGreaterThan(minute / 2);
  });

  it('a process with another token sends on, and leaves the pause of the refused one as it is', async () => {
    const old = create();
    const next = create({ readTokenHash: () => 'another token' });
    await old.pause(await old.startAttempt(), 'the token is dead', 'error');
    expect([next.remainingMs(), next.pauseReason(), next.isFailing()]).toEqual([0, undefined, false]);
    await next.startAttempt();
    await next.succeeded(undefined);
    expect([old.remainingMs() > 0, old.pauseReason()]).toEqual([true, 'the token is dead']);
    // The process with the old token has ended, so it does not renew the pause.
    aheadMs = minute;
    await create({ readTokenHash: () => 'another token' }).succeeded(undefined);
    expect(outbox.pauses.list('1')).toEqual([]);
  });

  it('processes whose different tokens are refused all wait, whichever pause is the last', async () => {
    const [one, other] = [create(), create({ readTokenHash: () => 'another token' })];
    await one.pause(await one.startAttempt(), 'the token is dead', 'error');
    await other.pause(await other.startAttempt(), 'the token is expired', 'error');
    expect([one.remainingMs() > 0, one.pauseReason()]).toEqual([true, 'the token is dead']);
    expect([other.remainingMs() > 0, other.pauseReason()]).toEqual([true, 'the token is expired']);
    await one.startAttempt();
    await one.succeeded(undefined);
    expect([one.remainingMs(), one.pauseReason()]).toEqual([0, undefined]);
  });

  it('keeps a rate limit of Meta’s when another token is refused meanwhile', async () => {
    const [one, other] = [create(), create({ readTokenHash: () => 'another token' })];
    await one.succeeded({ percent: 100, regainMs: 0 });
    await other.pause(await other.startAttempt(), 'the token is dead', 'error');
    expect([one.remainingMs() > minute / 2, one.pauseReason()]).toEqual([true, undefined]);
  });

  it('keeps a rate limit of Meta’s though the clock was set back after an earlier one', async () => {
    let setBackMs = 0;
    const control = create({ now: () => Date.now() - setBackMs });
    await control.succeeded({ percent: 0, regainMs: 1 });
    await expect.poll(control.remainingMs, { interval: 2 }).toBe(0);
    setBackMs = 60 * minute;
    await control.succeeded({ percent: 100, regainMs: 0 });
    expect(control.remainingMs()).toBeGreaterThan(minute / 2);
  });

  it('keeps a rate limit and a refused token apart, for processes that learn of both later', async () => {
    const [good, bad] = [create(), create({ readTokenHash: () => 'a refused token' })];
    await bad.pause(await bad.startAttempt(), 'the token is dead', 'error');
    await good.succeeded({ percent: 100, regainMs: 0 });
    await bad.pause(await bad.startAttempt(), 'the token is dead', 'error');
    // The limit lasts for a minute, the pause of the token for half of one.
    const late = [create(), create({ readTokenHash: () => 'a refused token' })];
    expect(late.map((one) => [one.remainingMs() > 0.9 * minute, one.pauseReason()])).toEqual([
      [true, undefined],
      [true, 'the token is dead'],
    ]);
    await good.succeeded(undefined);
    expect(bad.pauseReason()).toBe('the token is dead');
  });

  it('a process that tries a replaced token leaves no pause behind when it works', async () => {
    let token = 'the token';
    const control = create({ readTokenHash: () => token });
    await control.pause(await control.startAttempt(), 'the token is dead', 'error');
    token = 'another token';
    await control.reset();
    await control.startAttempt();
    await control.succeeded(undefined);
    expect(outbox.pauses.list('1')).toEqual([]);
  });

  it('leaves the pause of another token to a process that is about to try again', async () => {
    const old = create();
    await old.pause(await old.startAttempt(), 'the token is dead', 'error');
    aheadMs = minute / 2 + 1_000;
    await create({ readTokenHash: () => 'another token' }).succeeded(undefined);
    expect(old.pauseReason()).toBe('the token is dead');
  });

  it('a process whose token is replaced ends the pause of the one before', async () => {
    let token = 'the token';
    const control = create({ readTokenHash: () => token });
    await control.pause(await control.startAttempt(), 'the token is dead', 'error');
    await control.reset();
    token = 'another token';
    await control.succeeded(undefined);
    expect([outbox.pauses.list('1'), control.pauseReason()]).toEqual([[], undefined]);
  });

  it('a pause that cannot be shared applies to the dispatcher that started it', async () => {
    const fail = () => Promise.reject(new Error('away'));
    const pauses = { ...outbox.pauses, set: fail, end: fail };
    const control = create({ pauses });
    await control.pause(await control.startAttempt(), 'the token is dead', 'error');
    expect(control.remainingMs()).toBeGreaterThan(minute / 4);
    expect(control.remainingMs()).toBeLessThanOrEqual(minute / 2);
    await control.reset();
    expect(control.remainingMs()).toBe(0);
    await create().pause(await create().startAttempt(), 'the token is dead', 'error');
    await expect(control.succeeded(undefined)).resolves.toBeUndefined();
  });

  it('a pause that a person ends is over for all, and its reason stays until an event was sent', async () => {
    const [one, other] = [create(), create()];
    await one.pause(await one.startAttempt(), 'the token is dead', 'error');
    expect(other.remainingMs()).toBeGreaterThan(0);
    await one.reset();
    expect([other.remainingMs(), other.pauseReason()]).toEqual([0, 'the token is dead']);
    await other.succeeded(undefined);
    expect(one.pauseReason()).toBeUndefined();
  });

  it('a pause lasts no longer when the clock is set back meanwhile', async () => {
    let backMs = 0;
    const pauses = {
      list: () => [{ until: 1_000 * minute, reason: undefined }],
      set: async () => undefined,
      end: async () => undefined,
    };
    const control = create({ pauses, now: () => 999 * minute - backMs });
    const before = control.remainingMs();
    backMs = 60 * minute;
    expect(Math.abs(control.remainingMs() - before)).toBeLessThan(minute / 2);
  });

  it('logs each pause once and then every hour, and what works again with the time that it took', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      const lines: string[] = [];
      const log = (data: object, text: string) => {
        const { afterMs } = data as { afterMs?: number };
        lines.push(afterMs === undefined ? text : `${text} after ${afterMs / minute} min`);
      };
      const control = create({ logger: { info: log, warn: log, error: log } });
      for (let minutes = 0; minutes < 130; minutes++) {
        await control.pause(await control.startAttempt(), 'the token is dead', 'error');
        vi.advanceTimersByTime(minute);
      }
      await control.succeeded(noUsage);
      await control.succeeded(noUsage);
      await fail(control, 'unreachable');
      vi.advanceTimersByTime(minute);
      await fail(control, 'unreachable');
      vi.advanceTimersByTime(minute);
      await control.succeeded(noUsage);
      await control.succeeded(noUsage);
      const paused = 'pixel paused; events are kept';
      expect(lines).toEqual([
        ...[paused, paused, paused, 'pixel resumed after 130 min'],
        ...['sending failed', 'sending failed', 'sending works again after 2 min'],
      ]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('a pause that a person ended is not renewed by requests sent before', async () => {
    const control = create();
    const before = await control.startAttempt();
    await control.reset();
    await control.pause(before, 'the token is dead', 'error');
    expect([control.remainingMs(), control.pauseReason()]).toEqual([0, undefined]);
  });
});
