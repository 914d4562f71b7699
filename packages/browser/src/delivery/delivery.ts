import type { Message, Settings } from '@twinbeam/shared';
import { now } from '../page/now.js';
import { toJson } from '../page/to-json.js';
import { openPageStorage } from '../storage/page-storage.js';
import { createBackoff } from './backoff.js';
import { type BatchSenderParts, createBatchSender } from './batch-sender.js';
import { createCollectClient, timeoutMs } from './collect-client.js';
import { createMessageKey } from './message-key.js';
import { createPageLifecycle } from './page-lifecycle.js';
import { createRetryQueue } from './retry-queue.js';
import { createRetryStore } from './retry-store.js';
import { createSendQueue } from './send-queue.js';

/** Delivers messages to the site's own server. */
export interface Delivery {
  send(message: Message): void;
  /** Sends all unsent messages; resolves when the server has responded or cannot be reached. Never rejects. */
  flush(): Promise<unknown>;
  /**
   * Drops all unsent messages, including stored ones. To be called when consent is withdrawn.
   *
   * @param fbp the browser id, if events with it may have been sent: with `reportWithdrawal` the server is told to withdraw
   *   them
   */
  forget(fbp: string | undefined): void;
}

/** Options of the delivery. */
export interface DeliveryOptions
  extends Pick<BatchSenderParts, 'settingsHash' | 'onResults' | 'onUnaccepted' | 'onResponse'> {
  collectUrl: string;
  /** Returns whether the visitor has consented: without consent messages wait. */
  hasConsent(): boolean;
  /** Properties in their `piiDenylist` are not stored. */
  pixels: readonly Settings[];
  /** Whether the server is told when consent is withdrawn. */
  reportWithdrawal?: boolean | undefined;
}

/**
 * Creates the delivery of a window. New messages go through the send queue. Messages that the server has not accepted
 * are stored and sent again with the same ids, by this page or another page of the site. Before the first message
 * nothing is read or stored.
 */
export function createDelivery(
  window: Window & typeof globalThis,
  { collectUrl, pixels, hasConsent, reportWithdrawal, ...senderOptions }: DeliveryOptions,
): Delivery {
  const prefix = `twinbeam ${collectUrl} `;
  const storage = openPageStorage(window, prefix);
  const store = createRetryStore(storage, pixels, timeoutMs);
  const backoff = createBackoff(storage);
  const lifecycle = createPageLifecycle(window);
  const client = createCollectClient(window, collectUrl);
  const sender = createBatchSender({
    client,
    backoff,
    store,
    lifecycle,
    isSandboxed: window.origin === 'null',
    ...senderOptions,
  });
  const isPaused = () => backoff.remainingMs() > 0;
  const isClosed = () => lifecycle.isPageHidden() || isPaused() || !hasConsent();
  const retries = createRetryQueue({
    navigator: window.navigator,
    lockName: prefix,
    sender,
    store,
    backoff,
    hasConsent,
    isClosed,
  });
  const queue = createSendQueue({
    sender,
    client,
    store,
    hasConsent,
    isClosed,
    isPaused,
    isHidden: () => window.document.hidden,
    onIdle: retries.schedule,
  });
  let started = false;

  const start = () => {
    started = true;
    lifecycle.watch({
      onLeave: queue.leave,
      onReturn: retries.repeat,
      onOnline() {
        backoff.resetOnline();
        retries.repeat();
      },
    });
    retries.repeat();
  };

  return {
    send(message) {
      if (!started) start();
      // Serialised at once, because the page may change the objects that it has passed.
      queue.add({ key: createMessageKey(now(), message.messageId), json: toJson(message) as string });
    },
    async flush() {
      if (started) await queue.flush();
      await retries.running();
    },
    forget(fbp) {
      sender.cancel();
      queue.clear();
      store.clear();
      if (fbp && reportWithdrawal)
        void client.post(`{"batch":[{"context":{"fbp":"${fbp}","consent":"denied"}}]}`, Boolean);
    },
  };
}
