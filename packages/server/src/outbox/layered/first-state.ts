import { withTimeout } from '../../base/with-timeout.js';
import { OutboxError, toOutboxError } from '../outbox.js';

/** Whether the first outbox stores events at the moment, and if not, why. */
export interface FirstState {
  /** Whether the first is unreachable: it is not called until it is back. */
  isAway(): boolean;
  /** Whether new events go to the second, because the first is unreachable or full. */
  isSecondUsed(): boolean;
  /** Runs a call to the first, within a time limit. When it fails, remembers why, and rejects with `OutboxError`. */
  run<Result>(call: () => Promise<Result>): Promise<Result>;
  /**
   * Runs a call to the first. While the first is unreachable, or when the call fails, runs the other call. Rejects when
   * the first is closed.
   */
  runOrElse<Result>(call: () => Promise<Result>, other: () => Promise<Result>): Promise<Result>;
  /** Remembers that the first stores events again. */
  regain(): void;
  /** Remembers why the first is unreachable. */
  lose(error: OutboxError): void;
}

/** Called with the reason when new events begin to go to the second, and with undefined when the first is back. */
export type OnSecondUsed = (problem: OutboxError | undefined) => void;

/** Time limit of a call to the first, in milliseconds: `track()` waits for two seconds in all. */
const limitMs = 1_000;

/** Text of the error when the first throws anything but an `OutboxError`. */
export const firstFailed = 'The first outbox has failed';

export function createFirstState(onSecondUsed: OnSecondUsed): FirstState {
  let problem: OutboxError | undefined;

  const note = (next: OutboxError | undefined): void => {
    const hasChanged = (problem === undefined) !== (next === undefined);
    problem = next;
    if (hasChanged) onSecondUsed(next);
  };

  const isAway = (): boolean => problem !== undefined && problem.code !== 'full';
  const run: FirstState['run'] = async (call) => {
    try {
      return await withTimeout(call(), limitMs, createLateError);
    } catch (thrown) {
      const error = toOutboxError(thrown, firstFailed);
      if (error.code !== 'closed') note(error);
      throw error;
    }
  };

  return {
    isAway,
    isSecondUsed: () => problem !== undefined,
    run,
    async runOrElse(call, other) {
      if (isAway()) return other();
      try {
        return await run(call);
      } catch (error) {
        if (error instanceof OutboxError && error.code === 'closed') throw error;
        return other();
      }
    },
    regain: () => note(undefined),
    lose: note,
  };
}

const createLateError = (): OutboxError =>
  new OutboxError('unavailable', `The first outbox did not respond within ${limitMs / 1_000} s.`);
