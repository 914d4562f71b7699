import { now } from '../page/now.js';

/** A message that waits to be sent: its JSON, and a key that begins with the time in milliseconds. */
export interface QueuedMessage {
  key: string;
  json: string;
}

/** The messages of one request, and its body. */
export interface RequestBatch {
  messages: QueuedMessage[];
  body: string;
}

/** The server accepts 100 messages in one request. */
export const maxMessages = 50;
/** A new and a repeated request, in flight at the same time, share the 64 kB that `keepalive` allows a page. */
const maxBytes = 30_000;

/** Counts the bytes that a text has in UTF-8 at most. */
export const countBytes = (text: string): number => text.replace(/[^\0-\x7f]/g, '...').length;

/**
 * Creates a request of as many of the messages, from the first, as one request takes: the first always.
 *
 * @param limit the number of messages it may have at most
 * @param settingsHash lets the server notice that the page maps by other settings
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
