import { OutboxError } from '../outbox/outbox.js';
import { withTimeout } from '../with-timeout.js';

/** Waits for a call of the outbox. Rejects with `OutboxError` when it takes too long; it may be completed later. */
export type WaitForOutbox = <Value>(stored: Promise<Value>) => Promise<Value>;

/** Time for an outbox that did not respond in time before, in milliseconds. */
const silentMs = 100;

/**
 * Creates the wait of server code, whose own response waits with it: `timeoutMs` milliseconds at most, and only a moment
 * while the outbox does not respond, until it has completed a call again.
 */
export function createWaitForOutbox(timeoutMs: number): WaitForOutbox {
  let isSilent = false;
  /** Number of calls that the outbox has completed. */
  let responses = 0;
  return async (stored) => {
    const responsesBefore = responses;
    stored.then(
      () => {
        responses++;
        isSilent = false;
      },
      () => undefined,
    );
    const waitMs = isSilent ? Math.min(silentMs, timeoutMs) : timeoutMs;
    return withTimeout(stored, waitMs, () => {
      isSilent = responses === responsesBefore;
      const text = `The outbox has not confirmed within ${waitMs} ms that the event is stored; it may be later.`;
      return new OutboxError('unavailable', text);
    });
  };
}
