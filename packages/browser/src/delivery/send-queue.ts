import { attempt } from '../page/attempt.js';
import type { BatchSender } from './batch-sender.js';
import type { CollectClient } from './collect-client.js';
import type { QueuedMessage } from './request-batch.js';
import type { RetryStore } from './retry-store.js';

/** New messages of this page. */
export interface SendQueue {
  add(message: QueuedMessage): void;
  /** Sends the messages that wait; resolves when none is in flight. Never rejects. */
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
  /** Tells whether nothing may be sent now. */
  isClosed(): boolean;
  /** Called when the queue is empty. */
  onIdle(): void;
}

/** Waits; not at all where the page has a `setTimeout` that throws. */
const wait = (ms: number) => new Promise((resolve) => attempt(() => setTimeout(resolve, ms)) ?? resolve(undefined));

/** Milliseconds between the starts of two requests, so that the events of a burst share one. */
const intervalMs = 100;

/**
 * Creates the queue. A message is sent at once, together with others of the same task; while a request is in flight, and
 * shortly after one has begun, the next messages gather. What could not be sent goes to the store.
 */
export function createSendQueue({ sender, client, store, isClosed, onIdle }: SendQueueParts): SendQueue {
  let unsent: QueuedMessage[] = [];
  let inFlight: QueuedMessage[] = [];
  let sending: Promise<void> | undefined;
  let interval: Promise<unknown> | undefined;

  const clear = () => {
    unsent = [];
    inFlight = [];
  };
  const canSend = () => unsent[0] && !isClosed();
  const waitForTurn = async () => {
    // At least to the end of the task, whose messages go along.
    await (canSend() && interval);
    return canSend();
  };
  const sendAll = async () => {
    try {
      while (await waitForTurn()) {
        const batch = sender.createBatch(unsent);
        inFlight = unsent.splice(0, batch.messages.length);
        // What a request has no place for follows at once.
        interval = unsent[0] ? undefined : wait(intervalMs);
        const settled = await sender.send(batch);
        // Of a batch that is stored or cleared by now, nothing is in flight any more.
        if (!settled) unsent.unshift(...inFlight);
        inFlight = [];
      }
    } finally {
      sending = undefined;
    }
    store.add(unsent.splice(0));
    onIdle();
  };

  return {
    add: (message) => void unsent.push(message),
    flush() {
      sending ??= sendAll();
      return sending;
    },
    leave() {
      store.add([...inFlight, ...unsent]);
      if (unsent[0] && !isClosed()) client.beacon(sender.createBatch(unsent).body);
      clear();
    },
    clear,
  };
}
