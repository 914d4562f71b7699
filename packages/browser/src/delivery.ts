import type { Message } from '@twinbeam/shared/core';

/** Hands messages to the site's own server. */
export interface Delivery {
  send(message: Message): void;
  /** Sends what waits; resolves when the server has answered. Never rejects. */
  flush(): Promise<unknown>;
}

/** The server takes 100 in one request; fewer fit better into the 64 kB that may outlive a page. */
const maxMessages = 50;

/**
 * Delivery by `fetch` that outlives the page; where that fails, by beacon. Messages of one moment share a request.
 *
 * @param settingsHash lets the server notice that it maps by other settings
 */
export function createDelivery(
  { fetch, navigator }: Window & typeof globalThis,
  collectUrl: string,
  settingsHash: string,
): Delivery {
  const batch: string[] = [];
  let sending: Promise<unknown> = Promise.resolve();

  // Text has the content type text/plain, which needs no preflight.
  const post = (body: string, keepalive: boolean): Promise<unknown> =>
    fetch(collectUrl, { method: 'POST', body, keepalive });

  const flush = () => {
    while (batch[0]) {
      const body = `{"batch":[${batch.splice(0, maxMessages)}],"sentAt":${Date.now()},"settings":"${settingsHash}"}`;
      const sent = post(body, true)
        // Offline, or over the 64 kB that keepalive may hold.
        .catch((): unknown => navigator.sendBeacon(collectUrl, body) || post(body, false))
        .catch(() => undefined);
      sending = Promise.all([sending, sent]);
    }
    return sending;
  };

  return {
    send(message) {
      // As text at once: the page may go on changing what it has passed.
      if (batch.push(JSON.stringify(message)) === 1) queueMicrotask(flush);
    },
    flush,
  };
}
