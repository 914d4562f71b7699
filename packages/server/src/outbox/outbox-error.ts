/**
 * An outbox could not do what it was asked to: it is `full` or `closed`, its engine is unreachable (`unavailable`), or
 * it is `unusable` until somebody corrects what the message names.
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
 * Turns whatever a custom engine throws into an error that does not quote an event.
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
