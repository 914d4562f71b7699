import type { GraphError } from '../graph/graph-error.js';
import type { Usage } from '../graph/usage.js';
import type { Logger } from '../monitoring/logger.js';
import type { Pauses } from '../outbox/outbox.js';
import { createBackoff } from './backoff.js';
import { createSharedPause } from './shared-pause.js';

/** Decides when a pixel may send, by the last responses of Meta: to this dispatcher, or to another on the outbox. */
export interface RateControl {
  /** Returns how long nothing may be sent, in milliseconds; 0 when something may. */
  remainingMs(): number;
  /** Returns why the pixel is paused, if it is. */
  pauseReason(): string | undefined;
  /** Notes that a batch is about to be sent. Returns what `backOff` and `pause` need to know of it. */
  startAttempt(): Promise<Attempt>;
  succeeded(usage: Usage | undefined): Promise<void>;
  /** Waits as long as a failure asks for; of requests that were in flight together one failure counts. */
  backOff(attempt: Attempt, error: GraphError, events: number): Promise<void>;
  /** Waits: Graph refuses what server code makes, for different visitors. */
  slowDown(error: GraphError, retryInMs: number): void;
  /** Whether the last request has failed, so that one is tried before others. */
  isFailing(): boolean;
  /** Pauses the pixel for a cause that a person corrects. */
  pause(attempt: Attempt, reason: string, logLevel: 'warn' | 'error'): Promise<void>;
  /** Waits a little: the outbox has failed. */
  backOffFromOutbox(): void;
  /** Ends every wait: the cause is corrected. What fails of attempts before this is ignored. */
  reset(): Promise<void>;
}

/** The start of a batch. */
export interface Attempt {
  /** Number of calls of `reset` before it. */
  resets: number;
  /** Its time by `performance.now()`. */
  startedAt: number;
}

export interface RateControlOptions {
  pixelId: string;
  pauses: Pauses;
  logger: Logger;
  now: () => number;
  random: () => number;
}

/** Longest backoff in milliseconds after a failure of Meta. */
const maxBackoffMs = 60_000;
/** Longest backoff in milliseconds after a failure of the outbox. */
const maxOutboxBackoffMs = 5_000;
/** Interval in milliseconds at which a paused pixel tries one batch. */
const probeMs = 30_000;

export function createRateControl({ pixelId, pauses, logger, now, random }: RateControlOptions): RateControl {
  const sharedPause = createSharedPause({ pixelId, pauses, logger, now });
  const backoff = createBackoff(random);
  // Not by the wall clock, which may be set back.
  let backoffEndsAt = 0;
  let isFailing = false;
  let failedAt = Number.NEGATIVE_INFINITY;
  let resets = 0;

  const wait = (ms: number): void => {
    backoffEndsAt = performance.now() + ms;
  };

  return {
    remainingMs: () => Math.max(0, backoffEndsAt - performance.now(), sharedPause.remainingMs()),
    pauseReason: sharedPause.reason,

    async startAttempt() {
      const reason = sharedPause.reason();
      // One dispatcher tries a paused pixel; the others wait for the result.
      if (reason !== undefined) await sharedPause.start(probeMs, reason);
      return { resets, startedAt: performance.now() };
    },

    async succeeded(usage) {
      backoff.reset();
      isFailing = false;
      if (sharedPause.reason() !== undefined) {
        await sharedPause.end();
        logger.info({ pixelId }, 'pixel resumed');
      }
      const retryInMs = usage ? toUsageWaitMs(usage) : 0;
      if (!usage || retryInMs === 0) return;
      await sharedPause.start(retryInMs);
      logger.warn({ pixelId, usagePercent: usage.percent, retryInMs }, "near Meta's rate limit: sending slower");
    },

    async backOff({ startedAt }, { policy, message, retryAfterMs = 0 }, events) {
      const isKnown = startedAt < failedAt;
      const backoffMs = isKnown ? Math.max(0, backoffEndsAt - performance.now()) : backoff.next(maxBackoffMs);
      const retryInMs = Math.round(Math.max(retryAfterMs, backoffMs));
      isFailing = true;
      failedAt = performance.now();
      wait(retryInMs);
      if (policy.share) await sharedPause.start(retryInMs);
      logger[policy.logLevel]({ pixelId, events, retryInMs, error: message }, 'sending failed');
    },

    slowDown({ message }, retryInMs) {
      wait(retryInMs);
      const text = 'Meta refuses what server code sends, for different visitors: sending slows down';
      logger.error({ pixelId, retryInMs, error: message }, text);
    },

    isFailing: () => isFailing || sharedPause.reason() !== undefined,

    async pause(attempt, reason, logLevel) {
      // What was corrected in the meantime has not been tried.
      if (attempt.resets !== resets) return;
      if (sharedPause.reason() === undefined) {
        logger[logLevel]({ pixelId, error: reason }, 'pixel paused; events are kept');
      }
      await sharedPause.start(probeMs, reason);
    },

    backOffFromOutbox: () => wait(backoff.next(maxOutboxBackoffMs)),

    async reset() {
      backoffEndsAt = 0;
      resets++;
      await sharedPause.expire();
    },
  };
}

/** Percentage of Meta's rate limit from which on there is a wait between requests: the nearer to 100, the longer. */
const usageLimit = 90;
const maxUsageWaitMs = 60_000;

function toUsageWaitMs({ percent, regainMs }: Usage): number {
  const nearness = Math.min(1, Math.max(0, (percent - usageLimit) / (100 - usageLimit)));
  return Math.max(regainMs, nearness * maxUsageWaitMs);
}
