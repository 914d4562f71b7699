import type { Logger } from '../log/logger.js';
import type { Pause, Pauses } from '../outbox/outbox.js';

/**
 * The pause of a pixel, shared by all dispatchers on an outbox. A pause with a reason concerns those whose token Meta has
 * refused: during a deployment some processes still have the old one, or have the new one before it is valid.
 */
export interface SharedPause {
  /** Returns how long the pause still lasts, in milliseconds; 0 when it is over. */
  remainingMs(): number;
  /** Returns the reason if the pause lasts until somebody corrects the cause. */
  reason(): string | undefined;
  start(ms: number, reason?: string): Promise<void>;
  /** Ends a pause with a reason. */
  end(): Promise<void>;
  /** Ends the waiting time; the reason stays until the next attempt ends or renews the pause. */
  expire(): Promise<void>;
}

export interface SharedPauseOptions {
  pixelId: string;
  pauses: Pauses;
  logger: Logger;
  now: () => number;
  /** Returns a short hash of the current token; undefined if it is not known before the first request. */
  readTokenHash(): string | undefined;
}

/**
 * How long after its end a pause is left to a dispatcher that still has the refused token, in milliseconds: one that
 * runs tries again at once, and so renews it.
 */
const renewalMs = 10_000;

export function createSharedPause({ pixelId, pauses, logger, now, readTokenHash }: SharedPauseOptions): SharedPause {
  /** The pause found at the start is ignored: the process may have been restarted to correct the cause. */
  const atStart = pauses.get(pixelId);
  /** The hash of the token whose pause concerned this dispatcher last: the token may have been replaced since. */
  let pausedHash: string | undefined;
  /** The latest pause that concerned this dispatcher, with its end on this process's monotonic clock. */
  let seen: { pause: Pause; endsAt: number } | undefined;
  /** The end of a pause that could not be shared with other processes. */
  let unsharedEndsAt = 0;

  const set = async (pause: Pause | undefined): Promise<void> => {
    try {
      await pauses.set(pixelId, pause);
    } catch (error) {
      if (pause) unsharedEndsAt = performance.now() + pause.until - now();
      logger.warn({ pixelId, error: (error as Error).message }, 'other dispatchers could not be told of a pause');
    }
  };
  /** Returns whether a pause concerns this dispatcher. One without a hash is of an earlier version, or a rate limit. */
  const concerns = ({ tokenHash }: Pause): boolean =>
    tokenHash === undefined || [readTokenHash(), pausedHash].includes(tokenHash);
  /** Returns the pause that concerns this dispatcher. The outbox may have that of another token in its place. */
  const read = (): Pause | undefined => {
    const pause = pauses.get(pixelId);
    if (pause && !concerns(pause)) return seen?.pause;
    if (!pause) seen = undefined;
    else if (seen?.pause.until !== pause.until || seen.pause.reason !== pause.reason) {
      seen = { pause, endsAt: performance.now() + pause.until - now() };
    }
    pausedHash = pause?.tokenHash ?? pausedHash;
    return pause;
  };
  const readEnd = (): number => {
    const pause = read();
    if (!pause || (pause.reason !== undefined && pause.until === atStart?.until)) return 0;
    return seen?.endsAt ?? 0;
  };

  return {
    remainingMs: () => Math.max(0, Math.max(unsharedEndsAt, readEnd()) - performance.now()),
    reason: () => read()?.reason,
    async start(ms, reason) {
      const until = Math.ceil(now() + ms);
      if (reason !== undefined) pausedHash = readTokenHash() ?? 'none';
      await set(reason === undefined ? { until } : { until, reason, tokenHash: pausedHash });
      read();
    },
    async end() {
      if (read()?.reason !== undefined) seen = undefined;
      const pause = pauses.get(pixelId);
      const isLeft = pause !== undefined && (concerns(pause) || pause.until + renewalMs < now());
      pausedHash = undefined;
      if (pause?.reason !== undefined && isLeft) await set(undefined);
    },
    async expire() {
      unsharedEndsAt = 0;
      const pause = read();
      if (pause) await set({ ...pause, until: 0 });
    },
  };
}
