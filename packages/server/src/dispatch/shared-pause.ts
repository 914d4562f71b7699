import type { Logger } from '../log/logger.js';
import type { Pause, Pauses } from '../outbox/outbox.js';

/** The pause of a pixel, shared by all dispatchers on an outbox. */
export interface SharedPause {
  /** Returns how long the pause still lasts, in milliseconds; 0 when it is over. */
  remainingMs(): number;
  /** Returns the reason if the pause lasts until somebody corrects the cause. */
  reason(): string | undefined;
  start(ms: number, reason?: string): Promise<void>;
  end(): Promise<void>;
  /** Ends the waiting time; the reason stays until the next attempt ends or renews the pause. */
  expire(): Promise<void>;
}

export interface SharedPauseOptions {
  pixelId: string;
  pauses: Pauses;
  logger: Logger;
  now: () => number;
}

export function createSharedPause({ pixelId, pauses, logger, now }: SharedPauseOptions): SharedPause {
  /** The pause found at the start is ignored: the process may have been restarted to correct the cause. */
  const atStart = pauses.get(pixelId);
  /** The latest pause, with its end on this process's monotonic clock. */
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
  const readEnd = (): number => {
    const pause = pauses.get(pixelId);
    if (!pause || (pause.reason !== undefined && pause.until === atStart?.until)) return 0;
    if (seen?.pause.until !== pause.until || seen.pause.reason !== pause.reason) {
      seen = { pause, endsAt: performance.now() + pause.until - now() };
    }
    return seen.endsAt;
  };

  return {
    remainingMs: () => Math.max(0, Math.max(unsharedEndsAt, readEnd()) - performance.now()),
    reason: () => pauses.get(pixelId)?.reason,
    start: (ms, reason) => set({ until: Math.ceil(now() + ms), ...(reason !== undefined && { reason }) }),
    end: () => set(undefined),
    async expire() {
      unsharedEndsAt = 0;
      const pause = pauses.get(pixelId);
      if (pause) await set({ ...pause, until: 0 });
    },
  };
}
