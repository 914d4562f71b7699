import type { OutboxError } from '../outbox/outbox.js';
import type { SendResult } from './send-result.js';

/** Outcome of a message, and of a failure its error. */
export interface Acceptance {
  result: SendResult;
  /** The reason that the result is `unavailable`. */
  error?: OutboxError;
}
