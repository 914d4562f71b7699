import { withTimeout } from '../../with-timeout.js';
import { OutboxError, toOutboxError } from '../outbox.js';

/** Why the first outbox takes nothing at the moment. */
export interface FirstState {
  /** Whether it is out of reach: nothing is tried on it until it is back. */
  isAway(): boolean;
  /** Whether the second takes what comes, because the first is away or full. */
  isSecondUsed(): boolean;
  /** Runs a call to the first, within a time limit. Rejects with `OutboxError`, and notes that it is away, when that fails. */
  run<Result>(call: () => Promise<Result>): Promise<Result>;
  /** Runs a call to the first or, while it is away and when the call fails, another one. A closed outbox rejects. */
  runOrElse<Result>(call: () => Promise<Result>, other: () => Promise<Result>): Promise<Result>;
  /** Notes that it has stored something, or would. */
  regain(): void;
  /** Notes why it is out of reach. */
  lose(error: OutboxError): void;
}

/** Called when the second begins to take what comes, with the reason, and with undefined when the first is back. */
export type OnSecondUsed = (problem: OutboxError | undefined) => void;

/** A call to the first that takes longer is given up, in milliseconds: `track()` waits for two seconds. */
const limitMs = 1_000;

/** Text of the error for when it throws something else than `OutboxError`. */
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
