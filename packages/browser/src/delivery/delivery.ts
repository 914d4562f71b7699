import type { Message, Settings } from '@twinbeam/shared';
import { openPageStorage } from '../storage/page-storage.js';
import type { ServerResult } from '../tracker/report.js';
import { createPace } from './backoff.js';
import { createRetryBuffer, type Item } from './retry-buffer.js';

/** Hands messages to the site's own server. */
export interface Delivery {
  send(message: Message): void;
  /** Sends what waits; resolves when the server has answered or cannot be reached. Never rejects. */
  flush(): Promise<unknown>;
  /** Drops everything that waits, stored copies too: consent was withdrawn. */
  forget(): void;
}

export interface DeliveryOptions {
  collectUrl: string;
  /** Lets the server notice that it maps by other settings. */
  settingsHash: string;
  /** Say what may not be stored. */
  pixels: readonly Settings[];
}

/** Nothing, where no answer has come. */
type Answered = [status?: number, answer?: Response];

/** The server takes 100 messages in one request. */
const maxMessages = 50;
/** Two requests at a time, a new one and a repeated one, share the 64 kB that may outlive their page. */
const maxBytes = 3e4;
const timeoutMs = 1e4;
/**
 * What passes: no answer, too early, too much, the server's own trouble, or an address that is not there or not open for a
 * moment, as while a site is put up anew.
 */
const passing = /^0|40[13458]|425|429|5../;

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/**
 * Delivery by `fetch` that outlives the page. At rest a message leaves at once, with others of the same moment; while a
 * request is on its way the next messages gather. What the server has not taken is stored, and repeated with the same
 * ids, by this page or another one of the site.
 *
 * @param onResults is told what the server says of each message
 * @param onLate is called when the server has answered after all was forgotten: its answer may have set cookies
 */
export function createDelivery(
  window: Window & typeof globalThis,
  { collectUrl, settingsHash, pixels }: DeliveryOptions,
  onResults: (results: ServerResult[]) => void,
  onLate: () => void,
): Delivery {
  const { fetch, navigator, document } = window;
  const prefix = `twinbeam ${collectUrl} `;
  const storage = openPageStorage(window, prefix);
  const { kept, keep, drop } = createRetryBuffer(storage, pixels, timeoutMs);
  const pace = createPace(storage);
  let fresh: Item[] = [];
  let inFlight: Item[] = [];
  let most = maxMessages;
  let forgotten = 0;
  let left = false;
  let started = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let sending: Promise<unknown> | undefined;
  let repeating: Promise<unknown> | undefined;

  const closed = () => left || pace.left() > 0;

  /** As many of the messages as one request may hold, and its body. */
  const pack = (items: Item[]): [batch: Item[], body: string] => {
    let bytes = 0;
    const batch = items.filter(([, json], index) => {
      bytes += bytesOf(json);
      return !index || (bytes < maxBytes && index < most);
    });
    const list = batch.map(([, json]) => json);
    return [batch, `{"batch":[${list}],"sentAt":${Date.now()},"settings":"${settingsHash}"}`];
  };

  const beacon = (body: string) => {
    try {
      return navigator.sendBeacon(collectUrl, body);
    } catch {
      return false;
    }
  };

  /** One request; answers whether it has settled its messages. */
  const post = async ([batch, body]: ReturnType<typeof pack>) => {
    const before = forgotten;
    const signal = AbortSignal.timeout?.(timeoutMs) as AbortSignal;
    // Text has the content type text/plain, which needs no preflight.
    const request = async (keepalive: boolean): Promise<Answered> => {
      const answer = await fetch(collectUrl, { method: 'POST', body, keepalive, signal, credentials: 'include' });
      // A `fetch` of somebody else's may answer nothing at all, which throws.
      return [answer.status, answer];
    };
    const [status = 0, answer] = await request(bytesOf(body) < 2 * maxBytes)
      // A server that hangs is left in peace. Else a beacon may pass, or there is too much on its way to outlive the page.
      .catch((): Answered | Promise<Answered> =>
        left || before !== forgotten || signal?.aborted || beacon(body) ? [] : request(false),
      )
      .catch((): Answered => []);
    if (before !== forgotten) {
      onLate();
      return false;
    }
    if (passing.test(`${status}`)) {
      // A page that is left loses its answers, which says nothing of the server.
      if (!left) pace.slower(answer?.headers.get('retry-after'));
      return false;
    }
    pace.hold();
    // Too large, or one of them is damaged: in halves.
    if (/400|413/.test(`${status}`) && batch[1]) {
      most = batch.length >> 1;
      return false;
    }
    most = maxMessages;
    for (const [name] of batch) drop(name);
    if (!answer?.ok) console.warn(`twinbeam: ${status} of ${collectUrl}`);
    const results = (await answer?.json().catch(Object))?.results;
    if (results) onResults(results);
    return true;
  };

  /** One request of what was put by, unless another tab is at it. */
  const repeatOnce = async () => {
    const items = kept();
    if (!items[0] || closed()) return;
    // Without locks (pages without TLS) the others wait as for a server that is down; a tab that dies holds up no one.
    if (!navigator.locks) pace.hold(2 * timeoutMs);
    await post(pack(items));
  };

  const repeat = () => {
    repeating ??= (async () => {
      await undefined;
      while (!closed() && kept()[0]) {
        await (navigator.locks ? navigator.locks.request(prefix, repeatOnce).catch(repeatOnce) : repeatOnce());
      }
      repeating = undefined;
      later();
    })();
  };

  /** The tabs of a site try one after the other. */
  const later = () => {
    clearTimeout(timer);
    const wait = Math.max(kept()[0] ? 0 : timeoutMs, pace.left());
    if (storage.names().some(Number.parseFloat)) timer = setTimeout(repeat, wait + Math.random() * 999);
  };

  const flush = () => {
    sending ??= (async () => {
      // What comes in the same moment goes along.
      await undefined;
      while (fresh[0] && !closed()) {
        const packed = pack(fresh);
        inFlight = fresh.splice(0, packed[0].length);
        if (!(await post(packed))) fresh.unshift(...inFlight);
        inFlight = [];
      }
      sending = undefined;
      keep(fresh.splice(0));
      later();
    })();
  };

  /**
   * The page may be gone in a moment: what has no answer yet is stored, and of what has not left as much as the 64 kB still
   * hold leaves by beacon.
   */
  const leave = () => {
    keep([...inFlight, ...fresh]);
    if (fresh[0] && !closed()) beacon(pack(fresh)[1]);
    fresh = inFlight = [];
  };

  // Only now: before the first message nobody has said that anything may be sent.
  const start = () => {
    window.addEventListener('pagehide', () => {
      leave();
      left = true;
    });
    // From the back-forward cache.
    window.addEventListener('pageshow', () => {
      left = false;
      repeat();
    });
    window.addEventListener('online', () => {
      pace.online();
      repeat();
    });
    document.addEventListener('visibilitychange', () => (document.hidden ? leave() : repeat()));
    repeat();
  };

  return {
    send(message) {
      if (!started) start();
      started = true;
      // As text at once: the page may go on changing what it has passed.
      fresh.push([`${Date.now()}.${message.messageId}`, JSON.stringify(message)]);
      flush();
    },
    flush() {
      if (started) flush();
      return Promise.all([sending, repeating]);
    },
    forget() {
      forgotten++;
      fresh = inFlight = [];
      storage.names().forEach(drop);
    },
  };
}
