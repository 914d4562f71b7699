/**
 * A time during which nothing is sent to a pixel, by any dispatcher on the outbox.
 *
 * @example
 * const pause: Pause = { until: Date.now() + 60_000 };
 */
export interface Pause {
  /** Its end, in milliseconds since 1970. */
  until: number;
  /** The cause, if it lasts until somebody corrects it, such as a token; undefined for a rate limit. */
  reason?: string | undefined;
}

/**
 * Pauses that one dispatcher learnt of from Meta (rate limit, token, permission), for all that send from the same outbox.
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
