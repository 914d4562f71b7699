import { attempt } from '../page/attempt.js';
import { OwnPromise } from '../page/own-promise.js';
import type { BatchSender } from './batch-sender.js';
import type { CollectClient } from './collect-client.js';
import type { QueuedMessage } from './request-batch.js';
import type { RetryStore } from './retry-store.js';

/** New messages of this page. */
export interface SendQueue {
  /** Adds a message, and sends it soon. */
  add(message: QueuedMessage): void;
  /** Sends the messages that wait, at once; resolves when none is in flight. Never rejects. */
  flush(): Promise<void>;
  /**
   * Stores what has no response yet, because the page may be gone in a moment, and sends as much of the unsent messages by
   * beacon as the 64 kB still allow.
   */
  leave(): void;
  clear(): void;
}

/** Collaborators of a send queue. */
export interface SendQueueParts {
  sender: BatchSender;
  client: CollectClient;
  store: RetryStore;
  /** Returns whether the visitor has consented: without consent messages wait, in memory alone. */
  isAllowed(): boolean;
  /** Returns whether nothing may be sent now but by beacon. */
  isClosed(): boolean;
  /** Returns whether the server is left alone for a while: no beacon either. */
  isPaused(): boolean;
  /** Returns whether the page is hidden: then its timers are slow, and it may end without notice. */
  isHidden(): boolean;
  /** Called when the queue is empty. */
  onIdle(): void;
}

/** Milliseconds between the starts of two requests, so that the events of a burst share one. */
const intervalMs = 250;

/**
 * Creates the queue. A message is sent at once, together with others of the same task; while a request is in flight, and
 * shortly after one has begun, the next messages gather. What could not be sent goes to the store; what comes while the page
 * is left goes by beacon too.
 */
export function createSendQueue({
  sender,
  client,
  store,
  isAllowed,
  isClosed,
  isPaused,
  isHidden,
  onIdle,
}: SendQueueParts): SendQueue {
  let unsent: QueuedMessage[] = [];
  let inFlight: QueuedMessage[] = [];
  let sending: Promise<void> | undefined;
  let interval: Promise<void> | undefined;
  let endInterval: () => void = () => undefined;

  const clear = () => {
    unsent = [];
    inFlight = [];
  };
  const startInterval = () => {
    interval = new OwnPromise((resolve) => {
      endInterval = () => {
        interval = undefined;
        resolve();
      };
      // Not at all where the page has a `setTimeout` that throws.
      attempt(() => setTimeout(endInterval, intervalMs)) ?? endInterval();
    });
  };
  const leave = () => {
    if (!isAllowed()) return;
    store.add([...inFlight, ...unsent]);
    if (unsent[0] && !isPaused()) client.beacon(sender.createBatch(unsent).body);
    clear();
    endInterval();
  };
  const sendAll = async () => {
    // Messages of the same task go along.
    await undefined;
    try {
      while (unsent[0] && !isClosed() && isAllowed()) {
        if (interval) {
          await interval;
          continue;
        }
        const batch = sender.createBatch(unsent);
        inFlight = unsent.splice(0, batch.messages.length);
        // What a request has no place for follows at once.
        if (!unsent[0] && !isHidden()) startInterval();
        const settled = await sender.send(batch);
        // Of a batch that is stored or cleared by now, nothing is in flight any more.
        if (!settled) unsent.unshift(...inFlight);
        inFlight = [];
      }
    } finally {
      sending = undefined;
    }
    if (unsent[0]) leave();
    onIdle();
  };

  const send = () => (sending ??= sendAll());

  return {
    add(message) {
      unsent.push(message);
      void send();
    },
    flush() {
      // The page may have a `setTimeout` that never calls back.
      endInterval();
      return send();
    },
    leave,
    clear,
  };
}
