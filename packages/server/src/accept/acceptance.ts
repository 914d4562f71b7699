import type { OutboxError } from '../outbox/outbox.js';
import type { SendResult } from './send-result.js';

/** What became of a message. */
export interface Acceptance {
  result: SendResult;
  /** The reason that the result is `unavailable`. */
  error?: OutboxError;
}
