import { createLogSampler } from './log-sampler.js';
import type { Logger } from './logger.js';

/** A logger whose repeated warnings and errors are counted, and told once a minute. */
export interface SampledLogger extends Logger {
  /** Logs the counts that have not been logged yet. */
  close(): void;
}

/**
 * Creates a logger for what an outage repeats. What is alike is of one text and one pixel: the first lines of each are
 * logged, so that no line of another kind is lost.
 */
export function createSampledLogger(logger: Logger): SampledLogger {
  const sampler = createLogSampler(logger, Number.POSITIVE_INFINITY);
  const sample = (level: 'warn' | 'error') => (data: object, text: string) => {
    const { pixelId } = data as { pixelId?: string };
    sampler.log(level, pixelId === undefined ? text : `${text} (pixel ${pixelId})`, data, text);
  };
  return {
    info: (data, text) => logger.info(data, text),
    warn: sample('warn'),
    error: sample('error'),
    close: sampler.close,
  };
}
