import { attempt } from '../page/attempt.js';
import type { Backoff } from './backoff.js';
import type { BatchSender } from './batch-sender.js';
import { timeoutMs } from './collect-client.js';
import type { RetryStore } from './retry-store.js';

/** Sends the stored messages of this page and other pages of the site again, one tab at a time. */
export interface RetryQueue {
  /** Sends the stored messages now, unless it is already doing so. */
  repeat(): void;
  /** Schedules the next attempt, if any message is stored. */
  schedule(): void;
  /** Returns the promise of the current attempt, if any. */
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
  /** Returns whether the visitor has consented: without consent no attempt is scheduled. */
  hasConsent(): boolean;
  /** Returns true if nothing may be sent now. */
  isClosed(): boolean;
}

/**
 * Creates the queue of a store. Tabs take turns with a lock (https://developer.mozilla.org/docs/Web/API/Web_Locks_API).
 * On pages without TLS, which have no locks, the sending tab makes the others wait for as long as a request may take.
 */
export function createRetryQueue({
  navigator,
  lockName,
  sender,
  store,
  backoff,
  hasConsent,
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
      // If the page has replaced `locks`, the callback may never be called, or its promise not be awaited.
      try {
        await navigator.locks?.request(lockName, (lock) => {
          sent = sendOne(lock);
          return sent;
        });
      } catch {
        // If the page has replaced `locks`, the request may also throw.
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
    if (store.isEmpty() || !hasConsent()) return;
    // Messages of another page are left to that page for as long as a request may take.
    const waitMs = Math.max(store.read()[0] ? 0 : timeoutMs, backoff.remainingMs());
    // Random, so that not all tabs retry at the same moment.
    timer = attempt(() => setTimeout(repeat, waitMs + Math.random() * 999));
  };

  return { repeat, schedule, running: () => repeating };
}
