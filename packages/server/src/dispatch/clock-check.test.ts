import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ClockCheck, createClockCheck } from './clock-check.js';

const second = 1_000;
const noAnswer = () => Promise.reject(new Error('unreachable'));

describe('the check of the clock', () => {
  /** The times of the system clock and of the monotonic clock. */
  let system: number;
  let monotonic: number;
  let check: ClockCheck;
  beforeEach(() => {
    system = Date.parse('2026-03-01T12:00:00Z');
    monotonic = 0;
    const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const metrics = { clockAhead: () => undefined };
    check = createClockCheck({ now: () => system, monotonic: () => monotonic, logger, metrics });
  });
  afterEach(() => check.close());

  const pass = (ms: number): void => {
    system += ms;
    monotonic += ms;
  };
  /** Returns the header `Date` of a clock that is this far behind ours. */
  const toDate = (aheadMs: number): string => new Date(system - aheadMs).toUTCString();

  it.each([
    ['agrees', 0, true],
    ['is a minute behind', 60 * second, true],
    ['is more than a minute behind', 61 * second, false],
    ['is a minute ahead', -60 * second, true],
    ['is more than a minute ahead', -61 * second, false],
  ])('trusts it where Meta’s %s: %i ms, %s', async (_name, aheadMs, isTrusted) => {
    check.observe(toDate(aheadMs));
    expect(await check.isTrusted(noAnswer)).toBe(isTrusted);
  });

  it('asks Meta if the time is not known, and does not trust the clock without a response', async () => {
    expect(await check.isTrusted(noAnswer)).toBe(false);
    expect(await check.isTrusted(async () => check.observe(toDate(0)))).toBe(true);
  });

  it.each([
    ['trusts it behind a proxy that removes the header', null, true],
    ['trusts it where the header is no date', 'soon', true],
  ])('%s', async (_name, date, isTrusted) => {
    check.observe(date);
    expect(await check.isTrusted(noAnswer)).toBe(isTrusted);
  });

  it('keeps its state when a response has no header', async () => {
    check.observe(toDate(61 * second));
    check.observe(null);
    expect(await check.isTrusted(noAnswer)).toBe(false);
  });

  it.each([
    ['set ahead', 5 * second, false],
    ['set back', -5 * second, false],
    ['corrected a little', 4 * second, true],
  ])('no longer trusts it when it was %s, until Meta’s agrees', async (_name, jumpMs, isTrusted) => {
    check.observe(toDate(0));
    pass(60 * second);
    system += jumpMs;
    expect(await check.isTrusted(noAnswer)).toBe(isTrusted);
    // A response without the header cannot confirm a clock that has jumped.
    check.observe(null);
    expect(await check.isTrusted(noAnswer)).toBe(isTrusted);
    check.observe(toDate(0));
    expect(await check.isTrusted(noAnswer)).toBe(true);
  });
});
