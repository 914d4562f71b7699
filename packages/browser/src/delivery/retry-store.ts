import type { Settings } from '@twinbeam/shared';
import { now } from '../page/now.js';
import type { PageStorage } from '../storage/page-storage.js';
import { readMessageTime } from './message-key.js';
import { createRedactor } from './redact.js';
import type { QueuedMessage } from './request-batch.js';

/** Messages that the server has not accepted yet, in a storage shared by the tabs of a site. */
export interface RetryStore {
  add(messages: QueuedMessage[]): void;
  /** Returns the messages that this page may send now, oldest first; removes those above the age or size limit. */
  read(): QueuedMessage[];
  remove(key: string): void;
  /** Removes all messages and everything else in the storage. */
  clear(): void;
  /** Returns whether no page of the site has a message here. */
  isEmpty(): boolean;
}

/** The maximum number of characters of all messages together. */
const maxLength = 500_000;
const maxAgeMs = 24 * 60 * 60 * 1000;

/**
 * Creates the store. Messages are stored without personal data, but the page that has stored them sends them in full
 * while it is open.
 *
 * @param minAgeMs the time for which only its own page may send a message: the first copy that arrives counts, and
 * should be the full copy
 */
export function createRetryStore(storage: PageStorage, pixels: readonly Settings[], minAgeMs: number): RetryStore {
  const redact = createRedactor(pixels);
  /** The full JSON of this page's messages, by key. */
  const ownMessages: Record<string, string> = {};
  const remove = (key: string) => {
    delete ownMessages[key];
    storage.remove(key);
  };
  return {
    add(messages) {
      for (const { key, json } of messages) {
        ownMessages[key] = json;
        storage.set(key, redact(json));
      }
    },
    read() {
      let remaining = maxLength;
      const messages: QueuedMessage[] = [];
      for (const key of storage.names().reverse()) {
        const time = readMessageTime(key);
        // An entry of the backoff.
        if (!time) continue;
        const ageMs = now() - time;
        // Another tab may just have removed the message.
        const json = ownMessages[key] ?? storage.get(key) ?? '';
        remaining -= json.length;
        if (ageMs >= maxAgeMs || !json || remaining <= 0) remove(key);
        else if (ownMessages[key] || Math.abs(ageMs) >= minAgeMs) messages.unshift({ key, json });
      }
      return messages;
    },
    remove,
    clear: () => storage.names().forEach(remove),
    isEmpty: () => !storage.names().some(readMessageTime),
  };
}
