import type { Logger } from '../log/logger.js';

/** The time limit of requests to Meta: `timeoutMs`, or longer while Meta is slow. */
export interface ResponseTimeout {
  /** Returns the current limit, in milliseconds. */
  currentMs(): number;
  /**
   * Called when a request timed out after `ms`: doubles the limit. Returns false if the limit is at its maximum
   * already.
   */
  extend(ms: number): boolean;
  /** Called when Meta responded after `ms`: lowers the limit in steps, but not below twice that time. */
  shorten(ms: number): void;
}

export interface ResponseTimeoutOptions {
  pixelId: string;
  logger: Logger;
  timeoutMs: number;
  /** A request must not outlast the lease of its events. */
  leaseMs: number;
}

/** The limit does not grow beyond this, in milliseconds. */
const longestMs = 10_000;
/** A response in time reduces the limit to this share. */
const shrinkFactor = 0.8;
/** A timer may fire this many milliseconds early. */
const toleranceMs = 5;

export function createResponseTimeout({
  pixelId,
  logger,
  timeoutMs,
  leaseMs,
}: ResponseTimeoutOptions): ResponseTimeout {
  const maxMs = Math.max(timeoutMs, Math.min(longestMs, leaseMs / 2));
  let limitMs = timeoutMs;

  return {
    currentMs: () => Math.round(limitMs),
    extend(ms) {
      // If several requests in flight time out, only the first one raises the limit.
      if (ms < limitMs - toleranceMs) return true;
      if (limitMs >= maxMs) return false;
      limitMs = Math.min(maxMs, limitMs * 2);
      const text = 'Meta is slower than timeoutMs: the next requests get more time';
      logger.warn({ pixelId, timeoutMs, limitMs: Math.round(limitMs) }, text);
      return true;
    },
    shorten(ms) {
      if (limitMs === timeoutMs) return;
      limitMs = Math.max(timeoutMs, Math.min(limitMs, Math.max(2 * ms, limitMs * shrinkFactor)));
      if (limitMs === timeoutMs) logger.info({ pixelId, timeoutMs }, 'Meta responds within timeoutMs again');
    },
  };
}
