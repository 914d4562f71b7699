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
  /** Whether the page's origin is `null`, as in a sandboxed frame: the server refuses it, unless its options name it. */
  isSandboxed: boolean;
  onResults(results: ServerResult[]): void;
  /** Called with the ids of messages that were refused, or whose response is not the server's. */
  onUnaccepted(messageIds: string[]): void;
  /** Called after each response, also one that comes after `cancel`: it may have set cookies. */
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
        // That a hidden page gets no response tells nothing about the server.
        if (!lifecycle.isPageHidden()) backoff.increase(response && attempt(() => response.headers.get('retry-after')));
        // Something between page and server has responded.
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

/** Reads the server's results; undefined where the response is not the server's: a login page, a captive portal, an empty body. */
async function readResults(response: Response | undefined): Promise<ServerResult[] | undefined> {
  try {
    const body = await response?.json();
    return Array.isArray(body?.results) ? body.results : undefined;
  } catch {
    return undefined;
  }
}
