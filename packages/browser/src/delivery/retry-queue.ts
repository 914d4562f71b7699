import { attempt } from '../page/attempt.js';
import type { Backoff } from './backoff.js';
import type { BatchSender } from './batch-sender.js';
import { timeoutMs } from './collect-client.js';
import type { RetryStore } from './retry-store.js';

/** Repeats what is in the store, of this page and of others of the site; one tab at a time. */
export interface RetryQueue {
  /** Sends the stored messages now, unless that is under way already. */
  repeat(): void;
  /** Schedules the next repetition, if anything is stored. */
  schedule(): void;
  /** Returns a promise of the repetition that is under way. */
  running(): Promise<void> | undefined;
}

/** Collaborators of a retry queue. */
export interface RetryQueueParts {
  navigator: Navigator;
  /** The same in all tabs. */
  lockName: string;
  sender: BatchSender;
  store: RetryStore;
  backoff: Backoff;
  /** Returns whether nothing may be sent now. */
  isClosed(): boolean;
}

/**
 * Creates the queue of a store. Tabs take turns by a lock (https://developer.mozilla.org/docs/Web/API/Web_Locks_API); on
 * pages without TLS, which have no locks, the tab in turn makes the others wait for as long as a request may take.
 */
export function createRetryQueue({
  navigator,
  lockName,
  sender,
  store,
  backoff,
  isClosed,
}: RetryQueueParts): RetryQueue {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let repeating: Promise<void> | undefined;

  const sendOne = async (lock?: Lock | null) => {
    const messages = store.read();
    if (messages[0] && !isClosed()) {
      if (!lock) backoff.wait(2 * timeoutMs);
      await sender.send(sender.createBatch(messages));
    }
  };
  const sendAll = async () => {
    await undefined;
    while (!isClosed() && store.read()[0]) {
      let sent: Promise<void> | undefined;
      // Locks that the page has replaced may call back never, or wait for nothing.
      try {
        await navigator.locks?.request(lockName, (lock) => {
          sent = sendOne(lock);
          return sent;
        });
      } catch {
        // These throw.
      }
      await (sent ?? sendOne());
    }
    repeating = undefined;
    schedule();
  };
  const repeat = () => {
    repeating ??= sendAll();
  };
  const schedule = () => {
    clearTimeout(timer);
    if (store.isEmpty()) return;
    // Messages of another page are its own for as long as a request may take.
    const waitMs = Math.max(store.read()[0] ? 0 : timeoutMs, backoff.remainingMs());
    // Not all tabs at the same moment.
    timer = attempt(() => setTimeout(repeat, waitMs + Math.random() * 999));
  };

  return { repeat, schedule, running: () => repeating };
}
