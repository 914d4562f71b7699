import type { Settings } from '@twinbeam/shared';
import { now } from '../page/now.js';
import type { PageStorage } from '../storage/page-storage.js';
import { readMessageTime } from './message-key.js';
import { createRedactor } from './redact.js';
import type { QueuedMessage } from './request-batch.js';

/** Messages that the server has not accepted yet, in a storage that the tabs of a site share. */
export interface RetryStore {
  add(messages: QueuedMessage[]): void;
  /** Returns the messages that this page may send now, oldest first; removes those that are too old or too many. */
  read(): QueuedMessage[];
  remove(key: string): void;
  /** Removes all messages and everything else in the storage. */
  clear(): void;
  /** Returns whether there is no message at all, of this page or another. */
  isEmpty(): boolean;
}

/** Characters of all messages together. */
const maxLength = 500_000;
const maxAgeMs = 24 * 60 * 60 * 1000;

/**
 * Creates the store of a storage. Messages are stored without personal data; as long as the page that has stored them is
 * open, it sends them in full.
 *
 * @param minAgeMs how long a message is its own page's alone: the first copy that arrives counts, and should be the full one
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
        // The backoff's.
        if (!time) continue;
        const ageMs = now() - time;
        // Another tab may have removed it a moment ago.
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
