import { attempt } from '../page/attempt.js';
import { createTimeoutSignal } from '../page/create-timeout-signal.js';
import { OwnPromise } from '../page/own-promise.js';
import { withoutPrototype } from '../page/without-prototype.js';
import { countBytes } from './request-batch.js';

/** Sends request bodies to the server's collect URL. */
export interface CollectClient {
  /**
   * Posts a body with a `fetch` that outlives the page (`keepalive`); if that fails, with a beacon or a plain `fetch`.
   *
   * @param isAbandoned returns true if no other way is to be tried after a failure
   * @returns the response; undefined if there was none
   */
  post(body: string, isAbandoned: () => boolean): Promise<Response | undefined>;
  /** Posts a body as a beacon; returns whether the browser has accepted it. There is no response. */
  beacon(body: string): boolean;
}

/** Timeout of a request, in milliseconds. */
export const timeoutMs = 10_000;
/** Bytes that browsers allow for all `keepalive` requests of a page together (Fetch Standard). */
const maxKeepaliveBytes = 60_000;

/** Creates the client for a collect URL. */
export function createCollectClient(
  { fetch, navigator, location }: Window & typeof globalThis,
  url: string,
): CollectClient {
  // Not relative to a `<base>`. A document without a URL of its own (`about:srcdoc`) has no origin.
  const collectUrl = attempt(() => new URL(url, location.origin).href) ?? url;
  const beacon = (body: string) => attempt(() => navigator.sendBeacon(collectUrl, body)) ?? false;
  const request = async (body: string, keepalive: boolean, signal: AbortSignal | null) => {
    // A string is sent as text/plain, which needs no preflight. `headers` is set for tools that wrap `fetch` and throw
    // without it.
    const init: RequestInit = { method: 'POST', body, headers: {}, keepalive, signal, credentials: 'include' };
    // A `fetch` that the page has replaced may throw, return nothing, or return a promise that ignores the signal and
    // never settles.
    const response = fetch(collectUrl, withoutPrototype(init));
    const isLate = new OwnPromise<never>((_resolve, reject) => void attempt(() => setTimeout(reject, timeoutMs)));
    return (await OwnPromise.race([response, isLate])) ?? Promise.reject();
  };
  return {
    beacon,
    async post(body, isAbandoned) {
      const signal = createTimeoutSignal(timeoutMs) ?? null;
      try {
        return await request(body, countBytes(body) < maxKeepaliveBytes, signal);
      } catch {
        // After a timeout nothing else is tried. In all other cases a beacon may get through, or a request without
        // `keepalive` if too many bytes are already in flight.
        if (isAbandoned() || signal?.aborted || beacon(body)) return undefined;
        return request(body, false, signal).catch(() => undefined);
      }
    },
  };
}
