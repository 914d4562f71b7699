import type { GraphError } from '../graph/graph-error.js';
import type { Usage } from '../graph/usage.js';
import type { Logger } from '../log/logger.js';
import { createRecoveryLog } from '../log/recovery-log.js';
import type { Pauses } from '../outbox/outbox.js';
import { createBackoff } from './backoff.js';
import { createSharedPause } from './shared-pause.js';

/** Decides when a pixel may send, based on Meta's last responses to this dispatcher and to the others on the outbox. */
export interface RateControl {
  /** Returns for how long nothing may be sent, in milliseconds; 0 if sending is allowed. */
  remainingMs(): number;
  /** Returns why the pixel is paused, if it is. */
  pauseReason(): string | undefined;
  /** Called before a batch is sent. Returns the attempt, to be passed to `backOff` and `pause`. */
  startAttempt(): Promise<Attempt>;
  succeeded(usage: Usage | undefined): Promise<void>;
  /** Waits for as long as the error requires. If several requests in flight fail together, only one failure counts. */
  backOff(attempt: Attempt, error: GraphError, events: number): Promise<void>;
  /** Waits because Graph refuses events of server code for many different visitors. */
  slowDown(error: GraphError, retryInMs: number): void;
  /** Returns whether the last request failed, so that only one request is tried at a time. */
  isFailing(): boolean;
  /** Pauses the pixel because of a problem that a person must correct. */
  pause(attempt: Attempt, reason: string, logLevel: 'warn' | 'error'): Promise<void>;
  /** Waits for a short time after a failure of the outbox. */
  backOffFromOutbox(): void;
  /** Called when the outbox works. */
  outboxWorks(): void;
  /** Ends every wait, because the cause was corrected. Earlier attempts that fail are ignored. */
  reset(): Promise<void>;
}

/** An attempt to send a batch. */
export interface Attempt {
  /** Number of calls of `reset` before the attempt. */
  resets: number;
  /** Start time, from `performance.now()`. */
  startedAt: number;
}

export interface RateControlOptions {
  pixelId: string;
  pauses: Pauses;
  logger: Logger;
  now: () => number;
  random: () => number;
  /** Returns a short hash of the current token; undefined if it is not known before the first request. */
  readTokenHash(): string | undefined;
}

/** Longest backoff after a failure of Meta, in milliseconds. */
const maxBackoffMs = 60_000;
/** Longest backoff after a failure of the outbox, in milliseconds. */
const maxOutboxBackoffMs = 5_000;
/** Interval at which a paused pixel tries one batch, in milliseconds. */
const probeMs = 30_000;
/** Interval at which a pause is logged again, in milliseconds. */
const pauseReminderMs = 3_600_000;

export function createRateControl({
  pixelId,
  pauses,
  logger,
  now,
  random,
  readTokenHash,
}: RateControlOptions): RateControl {
  const sharedPause = createSharedPause({ pixelId, pauses, logger, now, readTokenHash });
  const backoff = createBackoff(random);
  // The end of the wait for each cause, which does not replace that for another one. From the monotonic clock, because
  // the wall clock may be set back.
  const waitEnds = { failure: 0, refusals: 0, outbox: 0 };
  let isFailing = false;
  let failedAt = Number.NEGATIVE_INFINITY;
  let resets = 0;
  let pauseLoggedAt = Number.NEGATIVE_INFINITY;
  const sendingRecovery = createRecoveryLog((afterMs) => logger.info({ pixelId, afterMs }, 'sending works again'));
  const pauseRecovery = createRecoveryLog((afterMs) => logger.info({ pixelId, afterMs }, 'pixel resumed'));
  const outboxRecovery = createRecoveryLog((afterMs) => logger.info({ pixelId, afterMs }, 'the outbox works again'));

  const wait = (cause: keyof typeof waitEnds, ms: number): void => {
    waitEnds[cause] = performance.now() + ms;
  };

  return {
    remainingMs: () => Math.max(0, Math.max(...Object.values(waitEnds)) - performance.now(), sharedPause.remainingMs()),
    pauseReason: sharedPause.reason,

    async startAttempt() {
      // One dispatcher tries a paused pixel while the others wait for the result.
      if (sharedPause.reason() !== undefined) {
        pauseRecovery.failed();
        await sharedPause.renew(probeMs);
      }
      return { resets, startedAt: performance.now() };
    },

    async succeeded(usage) {
      backoff.reset();
      isFailing = false;
      sendingRecovery.succeeded();
      await sharedPause.end();
      pauseRecovery.succeeded();
      const retryInMs = usage ? toUsageWaitMs(usage) : 0;
      if (!usage || retryInMs === 0) return;
      await sharedPause.start(retryInMs);
      logger.warn({ pixelId, usagePercent: usage.percent, retryInMs }, "near Meta's rate limit: sending slower");
    },

    async backOff({ startedAt }, { policy, message, retryAfterMs = 0 }, events) {
      const isKnown = startedAt < failedAt;
      const backoffMs = isKnown ? Math.max(0, waitEnds.failure - performance.now()) : backoff.next(maxBackoffMs);
      const retryInMs = Math.round(Math.max(retryAfterMs, backoffMs));
      isFailing = true;
      sendingRecovery.failed();
      failedAt = performance.now();
      wait('failure', retryInMs);
      if (policy.share) await sharedPause.start(retryInMs);
      logger[policy.logLevel]({ pixelId, events, retryInMs, error: message }, 'sending failed');
    },

    slowDown({ message }, retryInMs) {
      wait('refusals', retryInMs);
      const text = 'Meta refuses what server code sends, for different visitors: sending slows down';
      logger.error({ pixelId, retryInMs, error: message }, text);
    },

    isFailing: () => isFailing || sharedPause.reason() !== undefined,

    async pause(attempt, reason, logLevel) {
      // The attempt began before the correction, so it says nothing about it.
      if (attempt.resets !== resets) return;
      const isNew = sharedPause.reason() === undefined;
      if (isNew || performance.now() - pauseLoggedAt >= pauseReminderMs) {
        pauseLoggedAt = performance.now();
        logger[logLevel]({ pixelId, error: reason }, 'pixel paused; events are kept');
      }
      pauseRecovery.failed();
      await sharedPause.start(probeMs, reason);
    },

    backOffFromOutbox() {
      outboxRecovery.failed();
      wait('outbox', backoff.next(maxOutboxBackoffMs));
    },

    outboxWorks: outboxRecovery.succeeded,

    async reset() {
      Object.assign(waitEnds, { failure: 0, refusals: 0, outbox: 0 });
      resets++;
      await sharedPause.expire();
    },
  };
}

/** Percentage of Meta's rate limit above which requests are delayed; the closer to 100, the longer. */
const usageLimit = 90;
const maxUsageWaitMs = 60_000;

function toUsageWaitMs({ percent, regainMs }: Usage): number {
  const nearness = Math.min(1, Math.max(0, (percent - usageLimit) / (100 - usageLimit)));
  return Math.max(regainMs, nearness * maxUsageWaitMs);
}
