/**
 * A time during which nothing is sent to a pixel, by any dispatcher on the outbox.
 *
 * @example
 * const pause: Pause = { until: Date.now() + 60_000 };
 */
export interface Pause {
  /** Its end, in milliseconds since 1970. */
  until: number;
  /** The cause, if the pause lasts until somebody corrects it, such as a refused token; undefined for a rate limit. */
  reason?: string | undefined;
  /** A short hash of the token that Meta refused, with a reason: dispatchers with another token do not pause. */
  tokenHash?: string | undefined;
}

/**
 * Pauses that Meta's responses have caused (rate limit, token, permission), shared by all dispatchers of an outbox. A
 * pixel has one for each cause: one of the pixel itself, such as a rate limit, and one for each token that was refused.
 *
 * @example
 * for (const { until, reason } of outbox.pauses.list(pixelId)) if (until > Date.now()) console.warn(reason);
 */
export interface Pauses {
  /** Returns the last known pauses of a pixel, in any order; their ends may have passed. */
  list(pixelId: string): Pause[];
  /**
   * Pauses a pixel. Replaces the pause of the same cause, which has the same `tokenHash`, and no other. Resolves once
   * other dispatchers see it, or soon will.
   */
  set(pixelId: string, pause: Pause): Promise<void>;
  /** Ends the pause that is because of a refused token or, with undefined, that of the pixel itself. */
  end(pixelId: string, tokenHash: string | undefined): Promise<void>;
}

/** Returns the key under which an engine stores the pause of a cause. The key of a pixel's own pause is the pixel's id. */
export const toPauseKey = (pixelId: string, tokenHash: string | undefined): string =>
  tokenHash === undefined ? pixelId : `${pixelId}-${tokenHash}`;

/** Returns whether a key is that of one of the pixel's pauses. */
export const isPauseKey = (key: string, pixelId: string): boolean => key === pixelId || key.startsWith(`${pixelId}-`);
