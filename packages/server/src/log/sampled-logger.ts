import { createLogSampler } from './log-sampler.js';
import type { Logger } from './logger.js';

/** A logger that counts repeated lines, and logs the counts once a minute. */
export interface SampledLogger extends Logger {
  /** Logs the counts that have not been logged yet. */
  close(): void;
}

/**
 * Creates a logger for lines that an outage repeats. Lines with the same text and pixel count as repeated; the first
 * ones are logged, so that no other line is lost.
 */
export function createSampledLogger(logger: Logger): SampledLogger {
  const sampler = createLogSampler(logger, Number.POSITIVE_INFINITY);
  const sample = (level: keyof Logger) => (data: object, text: string) => {
    const { pixelId } = data as { pixelId?: string };
    sampler.log(level, pixelId === undefined ? text : `${text} (pixel ${pixelId})`, data, text);
  };
  return {
    info: sample('info'),
    warn: sample('warn'),
    error: sample('error'),
    close: sampler.close,
  };
}
