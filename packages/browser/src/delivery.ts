import type { Message } from '@twinbeam/shared/core';
import type { ServerResult } from './report.js';

/** Hands messages to the site's own server. */
export interface Delivery {
  send(message: Message): void;
  /** Sends what waits; resolves when the server has answered. Never rejects. */
  flush(): Promise<unknown>;
  /** Drops everything that waits, stored copies too: consent was withdrawn. */
  forget(): void;
}

/** The server takes 100 in one request; fewer fit better into the 64 kB that may outlive a page. */
const maxMessages = 50;
/** Messages that wait for a server that does not take them, and how long if it does not say. */
const maxKept = 500;
const retrySeconds = 15;

/**
 * Delivery by `fetch` that outlives the page; where that fails, by beacon. Messages of one moment share a request.
 *
 * @param settingsHash lets the server notice that it maps by other settings
 * @param onResults is told what the server says of each message
 */
export function createDelivery(
  { fetch, navigator }: Window & typeof globalThis,
  collectUrl: string,
  settingsHash: string,
  onResults: (results: ServerResult[]) => void,
): Delivery {
  const batch: string[] = [];
  let sending: Promise<unknown> = Promise.resolve();

  // Text has the content type text/plain, which needs no preflight.
  const post = (body: string, keepalive: boolean): Promise<Response | true> =>
    fetch(collectUrl, { method: 'POST', body, keepalive });

  const flush = () => {
    while (batch[0]) {
      const messages = batch.splice(0, maxMessages);
      const body = `{"batch":[${messages}],"sentAt":${Date.now()},"settings":"${settingsHash}"}`;
      const sent = post(body, true)
        // Offline, or over the 64 kB that keepalive may hold.
        .catch(() => navigator.sendBeacon(collectUrl, body) || post(body, false))
        .then((answer) => {
          if ((answer as Response).status > 428) throw answer;
          // A beacon has no answer, and a refusal no results.
          (answer as Response).json?.().then(({ results }) => results && onResults(results), Object);
        })
        // Too many requests, or a server that cannot store: kept, and sent again, as long as the page is there.
        .catch((answer: Partial<Response>) => {
          batch.unshift(...messages);
          batch.splice(maxKept);
          setTimeout(flush, (Number(answer.headers?.get('retry-after')) || retrySeconds) * 1000);
        });
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
    forget() {
      batch.length = 0;
    },
  };
}
