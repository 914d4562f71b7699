import type { Logger } from '../log/logger.js';
import type { Pause, Pauses } from '../outbox/outbox.js';

/**
 * The pauses of a pixel, shared by all dispatchers on an outbox. A pause with a reason concerns those whose token Meta has
 * refused: during a deployment some processes still have the old one, or have the new one before it is valid. It does not
 * replace the pause of another token, nor a rate limit, and the reverse.
 */
export interface SharedPause {
  /** Returns how long the longest pause still lasts, in milliseconds; 0 when all are over. */
  remainingMs(): number;
  /** Returns the reason if the pause lasts until somebody corrects the cause. */
  reason(): string | undefined;
  start(ms: number, reason?: string): Promise<void>;
  /** Extends the pauses with a reason, while this dispatcher tries. */
  renew(ms: number): Promise<void>;
  /** Ends the pauses with a reason: of this dispatcher's token, and of tokens that nobody tries any more. */
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
export const renewalMs = 10_000;

export function createSharedPause({ pixelId, pauses, logger, now, readTokenHash }: SharedPauseOptions): SharedPause {
  /** The pauses found at the start, if they have a reason, are ignored: the process may have been restarted to correct it. */
  const atStart = pauses.list(pixelId);
  /** The hash of the token whose pause concerned this dispatcher last: the token may have been replaced since. */
  let pausedHash: string | undefined;
  /** The pauses that concerned this dispatcher, by cause, each with its end on this process's monotonic clock. */
  const seen = new Map<string | undefined, SeenPause>();
  /** The end of a pause that could not be shared with other processes. */
  let unsharedEndsAt = 0;

  /** Tells other dispatchers of a change. */
  const share = async (change: () => Promise<void>, unsharedMs = 0): Promise<void> => {
    try {
      await change();
    } catch (error) {
      if (unsharedMs > 0) unsharedEndsAt = performance.now() + unsharedMs;
      logger.warn({ pixelId, error: (error as Error).message }, 'other dispatchers could not be told of a pause');
    }
  };
  const set = (pause: Pause): Promise<void> => share(() => pauses.set(pixelId, pause), pause.until - now());
  /** Returns whether a pause concerns this dispatcher: it is of its token or, without a hash, of the pixel itself. */
  const concerns = ({ tokenHash }: Pause): boolean =>
    tokenHash === undefined || [readTokenHash(), pausedHash].includes(tokenHash);
  const note = (pause: Pause): SeenPause => {
    const known = seen.get(pause.tokenHash);
    pausedHash = pause.tokenHash ?? pausedHash;
    if (known?.pause.until === pause.until && known.pause.reason === pause.reason) return known;
    const noted = { pause, endsAt: performance.now() + pause.until - now() };
    seen.set(pause.tokenHash, noted);
    return noted;
  };
  /** Returns the pauses that concern this dispatcher. */
  const read = (): SeenPause[] => pauses.list(pixelId).filter(concerns).map(note);
  const isFromStart = ({ until, reason, tokenHash }: Pause): boolean =>
    reason !== undefined && atStart.some((found) => found.until === until && found.tokenHash === tokenHash);
  const readEnd = (): number =>
    Math.max(unsharedEndsAt, ...read().map(({ pause, endsAt }) => (isFromStart(pause) ? 0 : endsAt)));

  return {
    remainingMs: () => Math.max(0, readEnd() - performance.now()),
    reason: () => read().find(({ pause }) => pause.reason !== undefined)?.pause.reason,
    async start(ms, reason) {
      const until = Math.ceil(now() + ms);
      if (reason === undefined) {
        // Meta may have asked for a longer time before. Compared on the monotonic clock: the wall clock may be set back.
        const limits = read().filter(({ pause }) => pause.reason === undefined);
        const longest = Math.max(...limits.map(({ endsAt }) => endsAt));
        if (longest < performance.now() + ms) await set({ until });
      } else {
        pausedHash = readTokenHash() ?? 'none';
        await set({ until, reason, tokenHash: pausedHash });
      }
      read();
    },
    async renew(ms) {
      const until = Math.ceil(now() + ms);
      for (const { pause } of read()) if (pause.reason !== undefined) await set({ ...pause, until });
    },
    async end() {
      const isOver = (pause: Pause): boolean => concerns(pause) || pause.until + renewalMs < now();
      const over = pauses.list(pixelId).filter((pause) => pause.reason !== undefined && isOver(pause));
      pausedHash = undefined;
      for (const { tokenHash } of over) {
        seen.delete(tokenHash);
        await share(() => pauses.end(pixelId, tokenHash));
      }
    },
    async expire() {
      unsharedEndsAt = 0;
      for (const { pause } of read()) await set({ ...pause, until: 0 });
    },
  };
}

interface SeenPause {
  pause: Pause;
  endsAt: number;
}
