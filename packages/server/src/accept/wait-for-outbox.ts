import { withTimeout } from '../base/with-timeout.js';
import { OutboxError } from '../outbox/outbox.js';

/**
 * Waits for a call of the outbox. Rejects with `OutboxError` when the call takes too long; it may still complete later.
 */
export type WaitForOutbox = <Value>(stored: Promise<Value>) => Promise<Value>;

/** How long to wait for an outbox that did not respond last time, in milliseconds. */
const silentMs = 100;

/**
 * Creates the wait for server code, which delays its own response meanwhile: `timeoutMs` milliseconds at most. After a
 * timeout it waits only `silentMs`, until the outbox has completed a call again.
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
      const text = `The outbox has not confirmed within ${waitMs} ms that the event is stored; it may still be stored.`;
      return new OutboxError('unavailable', text);
    });
  };
}
