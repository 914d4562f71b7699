import type { Logger } from '../monitoring/logger.js';

/** The time limit of requests to Meta: `timeoutMs`, and more while Meta is slower. */
export interface ResponseTimeout {
  /** Returns it, in milliseconds. */
  currentMs(): number;
  /** Notes that a request took `ms` and ended by the limit. Doubles the limit; returns false where it is as long as it may be. */
  extend(ms: number): boolean;
  /** Notes that Meta responded after `ms`: the limit goes down in steps, to no less than twice that time. */
  shorten(ms: number): void;
}

export interface ResponseTimeoutOptions {
  pixelId: string;
  logger: Logger;
  timeoutMs: number;
  /** A request must not outlast the lease of its events. */
  leaseMs: number;
}

/** Longest limit that it grows to. */
const longestMs = 10_000;
/** Part of the limit that a response in time leaves of it. */
const shrinkFactor = 0.8;
/** A timer may fire that many milliseconds early. */
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
      // Of several requests in flight the first that runs out is enough.
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
