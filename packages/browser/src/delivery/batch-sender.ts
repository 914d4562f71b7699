import type { ServerResult } from '../tracker/reports.js';
import type { Backoff } from './backoff.js';
import type { CollectClient } from './collect-client.js';
import type { PageLifecycle } from './page-lifecycle.js';
import { createRequestBatch, maxMessages, type QueuedMessage, type RequestBatch } from './request-batch.js';
import type { RetryStore } from './retry-store.js';
import { selectOutcome } from './status-table.js';

/** Sends batches, and applies what the server's responses mean. */
export interface BatchSender {
  /** Creates a batch of as many of the messages, from the first, as one request may have now. */
  createBatch(messages: QueuedMessage[]): RequestBatch;
  /** Sends a batch; resolves with whether its messages are settled. Never rejects. */
  send(batch: RequestBatch): Promise<boolean>;
  /** Ignores the responses to all requests in flight. */
  cancel(): void;
}

/** Collaborators of a batch sender, and callbacks. */
export interface BatchSenderParts {
  client: CollectClient;
  backoff: Backoff;
  store: RetryStore;
  lifecycle: PageLifecycle;
  settingsHash: string;
  onResults(results: ServerResult[]): void;
  /** Called when a response has come after `cancel`. */
  onLateResponse(): void;
}

/** Creates the sender of a page. */
export function createBatchSender({
  client,
  backoff,
  store,
  lifecycle,
  settingsHash,
  onResults,
  onLateResponse,
}: BatchSenderParts): BatchSender {
  let limit = maxMessages;
  let cancellations = 0;

  return {
    createBatch: (messages) => createRequestBatch(messages, limit, settingsHash),
    async send({ messages, body }) {
      const before = cancellations;
      const isCancelled = () => before !== cancellations;
      const response = await client.post(body, () => isCancelled() || lifecycle.pageHidden);
      if (isCancelled()) {
        onLateResponse();
        return false;
      }
      const status = response?.status ?? 0;
      const outcome = selectOutcome(status);
      if (outcome === 'retry') {
        // That a hidden page gets no response tells nothing about the server.
        if (!lifecycle.pageHidden) backoff.increase(response?.headers.get('retry-after'));
        return false;
      }
      backoff.reset();
      if (outcome === 'split' && messages[1]) {
        limit = messages.length >> 1;
        return false;
      }
      limit = maxMessages;
      for (const { key } of messages) store.remove(key);
      if (outcome !== 'settled') console.warn(`twinbeam: messages refused with status ${status}`);
      const results = (await response?.json().catch(Object))?.results;
      if (results) onResults(results);
      return true;
    },
    cancel() {
      cancellations++;
    },
  };
}
