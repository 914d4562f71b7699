import type { OutboxError } from '../outbox/outbox.js';
import type { SendResult } from './send-result.js';

/** The outcome of a message, with the error if it failed. */
export interface Acceptance {
  result: SendResult;
  /** Why the result is `unavailable`. */
  error?: OutboxError;
}
