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
 * Pauses that Meta's responses have caused (rate limit, token, permission), shared by all dispatchers of an outbox.
 *
 * @example
 * if ((outbox.pauses.get(pixelId)?.until ?? 0) > Date.now()) console.warn(outbox.pauses.get(pixelId)?.reason);
 */
export interface Pauses {
  /** Returns the last known pause of a pixel; its end may have passed. */
  get(pixelId: string): Pause | undefined;
  /** Pauses a pixel or, with undefined, ends its pause. Resolves once other dispatchers see it, or soon will. */
  set(pixelId: string, pause: Pause | undefined): Promise<void>;
}
