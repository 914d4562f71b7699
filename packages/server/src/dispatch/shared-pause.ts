import type { Logger } from '../monitoring/logger.js';
import type { Pause, Pauses } from '../outbox/outbox.js';

/** The pause of a pixel, as all dispatchers on an outbox see it. */
export interface SharedPause {
  /** Returns how long it lasts, in milliseconds; 0 when it is over. */
  remainingMs(): number;
  /** Returns why, if it lasts until somebody corrects the cause. */
  reason(): string | undefined;
  start(ms: number, reason?: string): Promise<void>;
  end(): Promise<void>;
  /** Makes its time run out; its reason stays until the next attempt ends or renews it. */
  expire(): Promise<void>;
}

export interface SharedPauseOptions {
  pixelId: string;
  pauses: Pauses;
  logger: Logger;
  now: () => number;
}

export function createSharedPause({ pixelId, pauses, logger, now }: SharedPauseOptions): SharedPause {
  /** The pause at the start of this process does not stop it: it may have come with what corrects the cause. */
  const atStart = pauses.get(pixelId);
  /** The last one seen, and its end by this process's clock, which nobody sets. */
  let seen: { pause: Pause; endsAt: number } | undefined;
  /** The end of a pause that only this process knows of. */
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
