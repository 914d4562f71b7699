import type { Logger } from '../monitoring/logger.js';
import type { Metrics } from '../monitoring/metrics.js';
import type { DeadLetters } from './outbox.js';

export interface DeadLetterExpiryOptions {
  deadLetters: Pick<DeadLetters, 'countBefore' | 'dropBefore'>;
  maxAgeMs: number;
  /** Resolves when the outbox can be used. */
  opened(): Promise<void>;
  logger: Logger;
  metrics: Pick<Metrics, 'deadLettersExpiring' | 'deadLettersExpired'>;
  /** The clock, in milliseconds since 1970. */
  now: () => number;
}

const hour = 3_600_000;
const lookMs = 600_000;
/** How long before the log tells what expires, and how often. */
const noticeMs = 24 * hour;
const tellMs = 12 * hour;
/** A clock that has moved so far against the time that passed is not believed. */
const maxClockJumpMs = hour;

/** Removes dead letters that are too old, every ten minutes. The first look after the start tells of them alone. */
export function startDeadLetterExpiry(options: DeadLetterExpiryOptions): { close(): void } {
  const { deadLetters, maxAgeMs, opened, logger, metrics, now } = options;
  const startedAt = { wall: now(), monotonic: performance.now() };
  let toldAt = Number.NEGATIVE_INFINITY;

  const hasClockJumped = (): boolean => {
    const passedMs = performance.now() - startedAt.monotonic;
    return Math.abs(now() - startedAt.wall - passedMs) > maxClockJumpMs;
  };
  const tell = async (): Promise<void> => {
    const expiring = await deadLetters.countBefore(now() - maxAgeMs + noticeMs);
    metrics.deadLettersExpiring(expiring);
    if (expiring === 0 || performance.now() - toldAt < tellMs) return;
    toldAt = performance.now();
    logger.warn(
      { deadLetters: expiring },
      'dead letters expire within a day and are deleted then: twinbeam dead list prints them, dead replay sends them again',
    );
  };
  const expire = async (): Promise<void> => {
    if (hasClockJumped()) {
      logger.warn(
        {},
        'the clock has jumped: no dead letter expires until it is right again or the process is restarted',
      );
      return;
    }
    const expired = await deadLetters.dropBefore(now() - maxAgeMs);
    if (expired === 0) return;
    metrics.deadLettersExpired(expired);
    logger.warn({ deadLetters: expired, maxAgeMs }, 'dead letters deleted: they were older than deadLetters.maxAge');
  };

  // An outbox that is out of reach is logged elsewhere; the next look comes.
  const run = (look: () => Promise<void>): void =>
    void opened()
      .then(look)
      .catch(() => undefined);
  const timer = setInterval(() => run(() => expire().then(tell)), lookMs);
  timer.unref();
  run(tell);
  return { close: () => clearInterval(timer) };
}
