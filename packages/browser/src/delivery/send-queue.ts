import { attempt } from '../page/attempt.js';
import { OwnPromise } from '../page/own-promise.js';
import type { BatchSender } from './batch-sender.js';
import type { CollectClient } from './collect-client.js';
import type { QueuedMessage } from './request-batch.js';
import type { RetryStore } from './retry-store.js';

/** The queue of this page's new messages. */
export interface SendQueue {
  /** Adds a message, and sends it soon. */
  add(message: QueuedMessage): void;
  /** Sends the unsent messages at once; resolves when none is in flight. Never rejects. */
  flush(): Promise<void>;
  /**
   * Stores all messages without a response, because the page may end at any moment, and sends the first unsent messages
   * as a beacon, as far as the 64 kB allow.
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
  hasConsent(): boolean;
  /** Returns true if nothing may be sent now, except as a beacon with consent. */
  isClosed(): boolean;
  /** Returns true during a backoff, when not even beacons are sent. */
  isPaused(): boolean;
  /** Returns whether the page is hidden: its timers are then slow, and it may end without notice. */
  isHidden(): boolean;
  /** Called when the queue is empty. */
  onIdle(): void;
}

/** Milliseconds between the starts of two requests, so that a burst of events shares one request. */
const intervalMs = 250;

/**
 * Creates the queue. A message is sent at once, together with others of the same task. While a request is in flight,
 * and for a short interval after its start, new messages are collected for the next request. Messages that could not be
 * sent go to the store; messages that are added while the page is left are also sent as a beacon.
 */
export function createSendQueue({
  sender,
  client,
  store,
  hasConsent,
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
      // Ends at once if the page has replaced `setTimeout` with a function that throws.
      attempt(() => setTimeout(endInterval, intervalMs)) ?? endInterval();
    });
  };
  const leave = () => {
    if (!hasConsent()) return;
    store.add([...inFlight, ...unsent]);
    if (unsent[0] && !isPaused()) client.beacon(sender.createBatch(unsent).body);
    clear();
    endInterval();
  };
  const sendAll = async () => {
    // Waits for other messages of the same task.
    await undefined;
    try {
      while (unsent[0] && !isClosed()) {
        if (interval) {
          await interval;
          continue;
        }
        const batch = sender.createBatch(unsent);
        inFlight = unsent.splice(0, batch.messages.length);
        // If messages did not fit, the next request follows at once.
        if (!unsent[0] && !isHidden()) startInterval();
        const settled = await sender.send(batch);
        // `inFlight` is empty if the batch was stored or cleared in the meantime.
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
      // The page may have replaced `setTimeout` with a function that never calls back.
      endInterval();
      return send();
    },
    leave,
    clear,
  };
}
