import { now } from '../page/now.js';

/** An unsent message: its JSON, and a key that begins with the time in milliseconds. */
export interface QueuedMessage {
  key: string;
  json: string;
}

/** The messages of one request, and its body. */
export interface RequestBatch {
  messages: QueuedMessage[];
  body: string;
}

/** Half of the 100 messages that the server accepts in one request. */
export const maxMessages = 50;
/** A new request and a retry can be in flight together, and share the 64 kB that `keepalive` allows a page. */
const maxBytes = 30_000;

/** Returns an upper bound of a text's bytes in UTF-8. */
export const countBytes = (text: string): number => text.replace(/[^\0-\x7f]/g, '...').length;

/**
 * Creates a request of the first messages, as many as fit. It always has the first one.
 *
 * @param limit the maximum number of messages
 * @param settingsHash tells the server if the page maps by different settings
 */
export function createRequestBatch(messages: QueuedMessage[], limit: number, settingsHash: string): RequestBatch {
  let bytes = 0;
  let count = 0;
  for (const { json } of messages) {
    bytes += countBytes(json);
    if (count > 0 && (bytes >= maxBytes || count >= limit)) break;
    count++;
  }
  const batch = messages.slice(0, count);
  const list = batch.map(({ json }) => json);
  return { messages: batch, body: `{"batch":[${list}],"sentAt":${now()},"settings":"${settingsHash}"}` };
}
