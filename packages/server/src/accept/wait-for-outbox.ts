import { OutboxError } from '../outbox/outbox.js';
import { withTimeout } from '../with-timeout.js';

/** Waits for the outbox at most `timeoutMs` milliseconds. Rejects with `OutboxError` then; what was asked may be done later. */
export const waitForOutbox = <Value>(stored: Promise<Value>, timeoutMs: number): Promise<Value> =>
  withTimeout(stored, timeoutMs, () => {
    const text = `The outbox has not confirmed within ${timeoutMs} ms that the event is stored; it may be later.`;
    return new OutboxError('unavailable', text);
  });
