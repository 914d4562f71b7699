import type { Logger } from '../log/logger.js';
import type { Metrics } from '../monitoring/metrics.js';

/**
 * Checks whether the system clock is accurate enough to judge the age of events, against Meta's clock and a monotonic
 * one.
 */
export interface ClockCheck {
  /** Compares the clock with the `Date` header of a response from Meta. */
  observe(date: string | null): void;
  /** Returns whether the clock agrees with Meta's. If that is unknown, it is asked for by `probe`. */
  isTrusted(probe: () => Promise<unknown>): Promise<boolean>;
  close(): void;
}

export interface ClockCheckOptions {
  now: () => number;
  /** A monotonic clock, in milliseconds. Default: `performance.now`. */
  monotonic?: () => number;
  logger: Logger;
  metrics: Pick<Metrics, 'clockAhead'>;
}

/** The largest accepted difference from Meta's clock: `Date` has whole seconds, and a response may be slow. */
const maxDifferenceMs = 60_000;
/** A smaller jump is a correction of the clock, or a timer that fired late. */
const minJumpMs = 5_000;
const checkMs = 1_000;

export function createClockCheck(options: ClockCheckOptions): ClockCheck {
  const { now, monotonic = () => performance.now(), logger, metrics } = options;
  let last = { system: now(), monotonic: monotonic() };
  let state: 'unknown' | 'agrees' | 'differs' = 'unknown';
  let hasJumped = false;

  const noteJump = (): void => {
    const current = { system: now(), monotonic: monotonic() };
    const jumpMs = Math.round(current.system - last.system - (current.monotonic - last.monotonic));
    last = current;
    if (Math.abs(jumpMs) < minJumpMs) return;
    hasJumped = true;
    if (state === 'agrees') state = 'unknown';
    const text =
      'the system clock has jumped: due times are kept, and no event counts as too old until Meta’s clock agrees';
    logger.warn({ jumpMs }, text);
  };
  const compare = (time: number): void => {
    const aheadMs = Math.round(now() - time);
    metrics.clockAhead(aheadMs);
    const differs = Math.abs(aheadMs) > maxDifferenceMs;
    if (differs && state !== 'differs') {
      const text =
        'the system clock differs from Meta’s: correct it (NTP); until then no event is set aside as too old';
      logger.error({ aheadMs }, text);
    } else if (!differs && state === 'differs') logger.info({ aheadMs }, 'the system clock agrees with Meta’s again');
    state = differs ? 'differs' : 'agrees';
  };
  const timer = setInterval(noteJump, checkMs).unref();

  return {
    observe(date) {
      noteJump();
      const time = Date.parse(date ?? '');
      if (!Number.isNaN(time)) compare(time);
      // If a proxy removes the header, there is nothing to compare with.
      else if (state === 'unknown' && !hasJumped) state = 'agrees';
    },
    async isTrusted(probe) {
      noteJump();
      // If Meta cannot be reached, the state stays unknown.
      if (state === 'unknown') await probe().catch(() => undefined);
      return state === 'agrees';
    },
    close: () => clearInterval(timer),
  };
}
