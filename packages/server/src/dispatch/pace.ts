import type { GraphError } from '../graph/errors.js';
import type { Usage } from '../graph/usage.js';
import type { Logger } from '../logger.js';

/** When a pixel may send, by what Meta has said last. */
export interface Pace {
  /** How long nothing may be sent, in milliseconds; 0 when it may. */
  heldForMs(): number;
  pauseReason(): string | undefined;
  /** Notes that something is about to be sent; `failed` wants its number. */
  attempt(): number;
  succeeded(usage: Usage | undefined): void;
  /** Holds the pixel. Answers whether the events count as tried: when the pixel is paused they are not to blame. */
  failed(error: GraphError, failure: { attempt: number; hopeless: boolean; events: number }): boolean;
  /** Waits as after a failure of Meta's. */
  slow(): void;
  /** Nothing holds any more; what fails of attempts before this holds nothing, either. */
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
  random,
}: {
  pixelId: string;
  logger: Logger;
  random: () => number;
}): Pace {
  let failures = 0;
  // Not by the wall's clock, which may be set back.
  let until = 0;
  let reason: string | undefined;
  let releases = 0;

  const hold = (ms: number): number => {
    until = performance.now() + ms;
    return ms;
  };
  /** Full jitter: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ */
  const backoff = (): number => random() * Math.min(maxBackoffMs, firstBackoffMs * 2 ** Math.min(failures++, 20));

  return {
    heldForMs: () => Math.max(0, until - performance.now()),
    pauseReason: () => reason,
    attempt: () => releases,
    succeeded(usage) {
      if (reason) logger.info({ pixelId }, 'pixel goes on');
      reason = undefined;
      failures = 0;
      if (!usage || (usage.percent < usageLimit && usage.regainMs === 0)) return;
      const share = Math.min(1, Math.max(0, (usage.percent - usageLimit) / (100 - usageLimit)));
      const retryInMs = hold(Math.max(usage.regainMs, share * maxUsageWaitMs));
      logger.warn({ pixelId, usagePercent: usage.percent, retryInMs }, "near Meta's rate limit: sending slower");
    },
    failed(error, { attempt, hopeless, events }) {
      if (hopeless || error.kind === 'token') {
        // With what was mended in the meantime it has not been tried.
        if (attempt !== releases) return false;
        hold(probeMs);
        const why = hopeless
          ? `Every event is refused alike, so it is not the events. ${error.message}`
          : error.message;
        if (!reason) logger.error({ pixelId, error: why }, 'pixel paused; events are kept');
        reason = why;
        return false;
      }
      const retryInMs = Math.round(hold(Math.max(error.retryAfterMs ?? 0, backoff())));
      logger.warn({ pixelId, events, retryInMs, error: error.message }, 'sending failed');
      return true;
    },
    slow: () => void hold(backoff()),
    release() {
      until = 0;
      releases++;
    },
  };
}
