import type { GraphError } from '../graph/errors.js';
import type { Usage } from '../graph/usage.js';
import type { Logger } from '../logger.js';

/** When a pixel may send, by what Meta has said last. */
export interface Pace {
  isHeld(): boolean;
  /** In milliseconds since 1970. */
  heldUntil(): number;
  pauseReason(): string | undefined;
  succeeded(usage: Usage | undefined): void;
  /** Holds the pixel. Answers whether the events count as tried: when the pixel is paused they are not to blame. */
  failed(error: GraphError, hopeless: boolean, events: number): boolean;
  /** Waits as after a failure of Meta's. */
  slow(): number;
  /** Nothing holds any more. */
  release(): void;
}

/** The first wait after a failure; it doubles up to the ceiling, and is drawn at random below it. */
const firstBackoffMs = 500;
const maxBackoffMs = 60_000;
/** A paused pixel tries one batch so often. */
const probeMs = 30_000;
/** From this share of Meta's allowance on there is a pause between requests, the longer the nearer to the end. */
const usageLimit = 90;
const maxUsageWaitMs = 60_000;

export function createPace({
  pixelId,
  logger,
  now,
  random,
}: {
  pixelId: string;
  logger: Logger;
  now: () => number;
  random: () => number;
}): Pace {
  let failures = 0;
  let until = 0;
  let reason: string | undefined;

  const hold = (ms: number): number => {
    until = now() + ms;
    return ms;
  };
  /** Full jitter: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ */
  const backoff = (): number => random() * Math.min(maxBackoffMs, firstBackoffMs * 2 ** Math.min(failures++, 20));

  return {
    isHeld: () => now() < until,
    heldUntil: () => Math.max(now(), until),
    pauseReason: () => reason,
    succeeded(usage) {
      if (reason) logger.info({ pixelId }, 'pixel goes on');
      reason = undefined;
      failures = 0;
      if (!usage || (usage.percent < usageLimit && usage.regainMs === 0)) return;
      const share = Math.min(1, Math.max(0, (usage.percent - usageLimit) / (100 - usageLimit)));
      const retryInMs = hold(Math.max(usage.regainMs, share * maxUsageWaitMs));
      logger.warn({ pixelId, usagePercent: usage.percent, retryInMs }, "near Meta's rate limit: sending slower");
    },
    failed(error, hopeless, events) {
      if (hopeless || error.kind === 'token') {
        hold(probeMs);
        if (!reason) logger.error({ pixelId, error: error.message }, 'pixel paused; events are kept');
        reason = error.message;
        return false;
      }
      const retryInMs = Math.round(hold(Math.max(error.retryAfterMs ?? 0, backoff())));
      logger.warn({ pixelId, events, retryInMs, error: error.message }, 'sending failed');
      return true;
    },
    slow: () => hold(backoff()),
    release() {
      until = 0;
    },
  };
}
