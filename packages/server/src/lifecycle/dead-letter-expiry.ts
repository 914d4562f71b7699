import type { Logger } from '../log/logger.js';
import type { Metrics } from '../monitoring/metrics.js';
import type { DeadLetters } from '../outbox/outbox.js';

export interface DeadLetterExpiryOptions {
  deadLetters: Pick<DeadLetters, 'countBefore' | 'dropBefore'>;
  maxAgeMs: number;
  /** Resolves when the outbox can be used. */
  opened(): Promise<void>;
  logger: Logger;
  metrics: Pick<Metrics, 'deadLettersExpiring' | 'deadLettersExpired'>;
  /** The clock, in milliseconds since 1970. */
  now: () => number;
  /** Returns whether the clock can judge an age. */
  isClockTrusted(): Promise<boolean>;
}

const hour = 3_600_000;
const checkIntervalMs = 600_000;
/** Time before the expiry at which the log warns. */
const noticeMs = 24 * hour;
/** Interval of these warnings. */
const warnIntervalMs = 12 * hour;

/** Removes dead letters that are too old, every ten minutes. The first check, at the start, only logs them. */
export function startDeadLetterExpiry(options: DeadLetterExpiryOptions): { close(): void } {
  const { deadLetters, maxAgeMs, opened, logger, metrics, now, isClockTrusted } = options;
  let warnedAt = Number.NEGATIVE_INFINITY;

  const warn = async (): Promise<void> => {
    const expiring = await deadLetters.countBefore(now() - maxAgeMs + noticeMs);
    metrics.deadLettersExpiring(expiring);
    if (expiring === 0 || performance.now() - warnedAt < warnIntervalMs) return;
    warnedAt = performance.now();
    logger.warn(
      { deadLetters: expiring },
      'dead letters expire within a day and are deleted then: twinbeam dead list prints them, dead replay sends them again',
    );
  };
  const expire = async (): Promise<void> => {
    if ((await deadLetters.countBefore(now() - maxAgeMs)) === 0) return;
    if (!(await isClockTrusted())) {
      logger.warn({}, 'the system clock does not agree with Meta’s, or Meta does not respond: no dead letter expires');
      return;
    }
    const expired = await deadLetters.dropBefore(now() - maxAgeMs);
    if (expired === 0) return;
    metrics.deadLettersExpired(expired);
    logger.warn({ deadLetters: expired, maxAgeMs }, 'dead letters deleted: they were older than deadLetters.maxAge');
  };

  // Another place logs that the outbox is unreachable. The next check tries again.
  const run = (check: () => Promise<void>): void =>
    void opened()
      .then(check)
      .catch(() => undefined);
  const timer = setInterval(() => run(() => expire().then(warn)), checkIntervalMs);
  timer.unref();
  run(warn);
  return { close: () => clearInterval(timer) };
}
