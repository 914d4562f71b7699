import { attempt } from '../page/attempt.js';
import { guard } from '../page/guard.js';
import { warn } from '../page/warn.js';
import type { ServerResult } from '../reports.js';
import type { Backoff } from './backoff.js';
import type { CollectClient } from './collect-client.js';
import { readMessageId } from './message-key.js';
import type { PageLifecycle } from './page-lifecycle.js';
import { createRequestBatch, maxMessages, type QueuedMessage, type RequestBatch } from './request-batch.js';
import type { RetryStore } from './retry-store.js';
import { selectOutcome } from './status-table.js';

/** Sends batches and handles the server's responses. */
export interface BatchSender {
  /** Creates a batch of the first messages, as many as one request may currently have. */
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
  /** The page's origin is `null`, as in a sandboxed frame: the server refuses it, unless its options allow it. */
  isSandboxed: boolean;
  onResults(results: ServerResult[]): void;
  /** Called with the ids of messages that were refused, or whose response did not come from the server. */
  onUnaccepted(messageIds: string[]): void;
  /** Called after each response, even after `cancel`, because it may have set cookies. */
  onResponse(): void;
}

const sandboxWarning = "twinbeam: sandboxed frame: add 'null' to collect.origins";

/** Creates the sender of a page. */
export function createBatchSender({
  client,
  backoff,
  store,
  lifecycle,
  settingsHash,
  isSandboxed,
  onResults,
  onUnaccepted,
  onResponse,
}: BatchSenderParts): BatchSender {
  let limit = maxMessages;
  let cancellations = 0;
  let isWarned = false;

  return {
    createBatch: (messages) => createRequestBatch(messages, limit, settingsHash),
    async send({ messages, body }) {
      const before = cancellations;
      const isCancelled = () => before !== cancellations;
      const response = await client.post(body, () => isCancelled() || lifecycle.isPageHidden());
      const results = await readResults(response);
      onResponse();
      if (isCancelled()) return false;
      const status = response?.status ?? 0;
      const outcome = selectOutcome(status, Boolean(results), isSandboxed);
      const reportUnaccepted = () => onUnaccepted(messages.map(({ key }) => readMessageId(key)));
      if (outcome === 'retry') {
        // A hidden page gets no responses, whatever the state of the server is.
        if (!lifecycle.isPageHidden()) backoff.increase(response && attempt(() => response.headers.get('retry-after')));
        // The response came from something between page and server.
        if (response?.ok) reportUnaccepted();
        return false;
      }
      backoff.reset();
      if (outcome === 'split' && messages[1]) {
        limit = messages.length >> 1;
        return false;
      }
      limit = maxMessages;
      for (const { key } of messages) store.remove(key);
      if (outcome !== 'settled') {
        if (!isSandboxed) warn(`twinbeam: refused with status ${status}`);
        else if (!isWarned) warn(sandboxWarning);
        isWarned = true;
        reportUnaccepted();
      }
      if (results) guard(onResults)(results);
      return true;
    },
    cancel() {
      cancellations++;
    },
  };
}

/**
 * Reads the server's results. Returns undefined if the response did not come from the server (a login page, a captive
 * portal), or has an empty body.
 */
async function readResults(response: Response | undefined): Promise<ServerResult[] | undefined> {
  try {
    const body = await response?.json();
    return Array.isArray(body?.results) ? body.results : undefined;
  } catch {
    return undefined;
  }
}
