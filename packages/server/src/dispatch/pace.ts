import type { GraphError } from '../graph/errors.js';
import type { Usage } from '../graph/usage.js';
import type { Logger } from '../logger.js';
import type { Hold, Holds } from '../outbox/outbox.js';

/** When a pixel may send, by what Meta has said last: to this dispatcher, or to another on the same outbox. */
export interface Pace {
  /** How long nothing may be sent, in milliseconds; 0 when it may. */
  heldForMs(): number;
  pauseReason(): string | undefined;
  /** Notes that something is about to be sent; `failed` wants its number. */
  attempt(): Promise<number>;
  succeeded(usage: Usage | undefined): Promise<void>;
  /** Holds the pixel. Answers whether the events count as tried: when the pixel is paused they are not to blame. */
  failed(error: GraphError, failure: { attempt: number; hopeless: boolean; events: number }): Promise<boolean>;
  /** Waits a little: the outbox has failed. */
  slow(): void;
  /** Nothing holds any more; what fails of attempts before this holds nothing, either. */
  release(): Promise<void>;
}

/** The first wait after a failure; it doubles up to the ceiling, and is drawn at random below it. */
const firstBackoffMs = 500;
const maxBackoffMs = 60_000;
/** After a failure of the outbox, which is nearer than Meta. */
const maxOutboxBackoffMs = 5_000;
/** A paused pixel tries one batch so often. */
const probeMs = 30_000;
/** From this share of Meta's allowance on there is a pause between requests, the longer the nearer to the end. */
const usageLimit = 90;
const maxUsageWaitMs = 60_000;

export function createPace({
  pixelId,
  holds,
  logger,
  now,
  random,
}: {
  pixelId: string;
  holds: Holds;
  logger: Logger;
  now: () => number;
  random: () => number;
}): Pace {
  let failures = 0;
  // Not by the wall's clock, which may be set back.
  let until = 0;
  /** A hold of the outbox, and when it ends by this process's clock. */
  let seen: { hold: Hold; endsAt: number } | undefined;
  let releases = 0;
  /** The pause that this process has found when it began: it may have come with what mends it. */
  const found = holds.get(pixelId);

  const wait = (ms: number): number => {
    until = performance.now() + ms;
    return ms;
  };
  /** A hold that the others cannot be told of is kept here alone. */
  const tell = async (hold: Hold | undefined): Promise<void> => {
    try {
      await holds.set(pixelId, hold);
    } catch (error) {
      if (hold) wait(Math.max(0, hold.until - now()));
      logger.warn({ pixelId, error: (error as Error).message }, 'other dispatchers could not be told of a hold');
    }
  };
  const share = (ms: number, reason?: string): Promise<void> =>
    tell({ until: Math.ceil(now() + ms), ...(reason !== undefined && { reason }) });
  const sharedForMs = (): number => {
    const hold = holds.get(pixelId);
    if (!hold || (hold.reason !== undefined && hold.until === found?.until)) return 0;
    if (seen?.hold.until !== hold.until || seen.hold.reason !== hold.reason) {
      seen = { hold, endsAt: performance.now() + hold.until - now() };
    }
    return seen.endsAt - performance.now();
  };
  /** Full jitter: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ */
  const backoff = (ceiling = maxBackoffMs): number =>
    random() * Math.min(ceiling, firstBackoffMs * 2 ** Math.min(failures++, 20));

  return {
    heldForMs: () => Math.max(0, until - performance.now(), sharedForMs()),
    pauseReason: () => holds.get(pixelId)?.reason,
    async attempt() {
      const reason = holds.get(pixelId)?.reason;
      // One dispatcher tries a paused pixel; the others wait for what comes of it.
      if (reason !== undefined) await share(probeMs, reason);
      return releases;
    },
    async succeeded(usage) {
      failures = 0;
      if (holds.get(pixelId)?.reason !== undefined) {
        await tell(undefined);
        logger.info({ pixelId }, 'pixel goes on');
      }
      if (!usage || (usage.percent < usageLimit && usage.regainMs === 0)) return;
      const nearness = Math.min(1, Math.max(0, (usage.percent - usageLimit) / (100 - usageLimit)));
      const retryInMs = Math.max(usage.regainMs, nearness * maxUsageWaitMs);
      await share(retryInMs);
      logger.warn({ pixelId, usagePercent: usage.percent, retryInMs }, "near Meta's rate limit: sending slower");
    },
    async failed(error, { attempt, hopeless, events }) {
      if (hopeless || error.kind === 'token') {
        // With what was mended in the meantime it has not been tried.
        if (attempt !== releases) return false;
        const why = hopeless
          ? `Every event is refused alike, so it is not the events. ${error.message}`
          : error.message;
        if (holds.get(pixelId)?.reason === undefined) {
          logger.error({ pixelId, error: why }, 'pixel paused; events are kept');
        }
        await share(probeMs, why);
        return false;
      }
      const retryInMs = Math.round(wait(Math.max(error.retryAfterMs ?? 0, backoff())));
      if (error.kind === 'rate') await share(retryInMs);
      logger.warn({ pixelId, events, retryInMs, error: error.message }, 'sending failed');
      return true;
    },
    slow: () => void wait(backoff(maxOutboxBackoffMs)),
    async release() {
      until = 0;
      releases++;
      const hold = holds.get(pixelId);
      // What comes of the next attempt ends a pause, or goes on with it.
      if (hold) await tell({ ...hold, until: 0 });
    },
  };
}
