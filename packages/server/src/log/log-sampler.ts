import type { Logger } from './logger.js';

/**
 * A log for events that may be very frequent, because strangers can cause them. The lines are limited; the counts are
 * exact.
 */
export interface LogSampler {
  /** Logs the first lines with a key. Counts further lines, and logs the counts once a minute. */
  log(level: keyof Logger, key: string, data: object, text: string): void;
  /** Logs the counts that have not been logged yet. */
  close(): void;
}

/** Number of lines of a key that are logged; further ones are only counted. */
const linesPerKey = 2;
/** Limit of warnings in a minute, which strangers can cause. It does not apply to errors, which they cannot cause. */
const defaultLinesPerMinute = 8;
const minute = 60_000;

/**
 * Creates the sampler of an instance. Keys are codes, never text of a message, so that there are few.
 *
 * @param linesPerMinute limit of all warnings
 */
export function createLogSampler(logger: Logger, linesPerMinute = defaultLinesPerMinute): LogSampler {
  const lines = new Map<string, number>();
  const counts = new Map<string, number>();
  let linesOfMinute = 0;
  let timer: NodeJS.Timeout | undefined;

  const logCounts = (): void => {
    timer = undefined;
    linesOfMinute = 0;
    // A key that was not used for a minute gets its first lines again.
    for (const key of lines.keys()) if (!counts.has(key)) lines.delete(key);
    if (counts.size === 0) return;
    logger.warn({ counts: Object.fromEntries(counts) }, 'more of the same, not logged one by one');
    counts.clear();
    startMinute();
  };
  const startMinute = (): void => {
    timer ??= setTimeout(logCounts, minute).unref();
  };

  return {
    log(level, key, data, text) {
      startMinute();
      const logged = lines.get(key) ?? 0;
      const isWarning = level === 'warn';
      if (logged >= linesPerKey || (isWarning && linesOfMinute >= linesPerMinute)) {
        counts.set(key, (counts.get(key) ?? 0) + 1);
        return;
      }
      lines.set(key, logged + 1);
      if (isWarning) linesOfMinute++;
      logger[level](data, text);
    },
    close() {
      clearTimeout(timer);
      logCounts();
      clearTimeout(timer);
    },
  };
}
