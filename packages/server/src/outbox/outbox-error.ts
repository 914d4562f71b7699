/**
 * An outbox that could not store: it is `full` or `closed`, its engine is unreachable (`unavailable`), or it stays
 * `unusable` until somebody corrects what the message names.
 *
 * @example
 * try {
 *   await req.twinbeam.track('Lead', {}, { orThrow: true });
 * } catch (error) {
 *   if (!(error instanceof OutboxError && error.code === 'unavailable')) throw error;
 * }
 */
export class OutboxError extends Error {
  /** Always `OutboxError`. */
  override name = 'OutboxError';
  /** The kind of failure, as described above. */
  readonly code: 'full' | 'closed' | 'unavailable' | 'unusable';

  constructor(code: OutboxError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** Creates the error of every call to an outbox that was closed. */
export const createClosedError = (): OutboxError =>
  new OutboxError('closed', 'The outbox is closed: twinbeam.close() was called before this.');

/** Creates the error of an engine that does not respond in time. */
export const createSilenceError = (): OutboxError => new OutboxError('unavailable', 'The outbox does not respond.');

/**
 * Turns whatever an engine of the caller's own may throw into an error that quotes nothing of an event.
 *
 * @param failure what failed, such as `The event could not be stored`
 */
export function toOutboxError(thrown: unknown, failure: string): OutboxError {
  if (thrown instanceof OutboxError) return thrown;
  const name = thrown instanceof Error ? thrown.name : typeof thrown;
  const error = new OutboxError('unavailable', `${failure}: an unexpected ${name} was thrown.`);
  error.cause = thrown;
  return error;
}
