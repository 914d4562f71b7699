import { parseSignedAddress, signedAddressCookie, signedAddressMaxAge } from '@twinbeam/shared';
import type { CookieJar } from '../identity/cookie-jar.js';
import { createTimeoutSignal } from '../page/create-timeout-signal.js';
import { withoutPrototype } from '../page/without-prototype.js';

/** Time limit, in milliseconds. */
const timeoutMs = 5000;
/** Seconds until a visitor who had no IPv6 address is asked again. */
const retryAfter = 60 * 60;

/**
 * Stores the visitor's IPv6 address for a day, as the server has signed it. The request goes to a host name that has an
 * IPv6 address alone; a visitor without one does not reach it.
 *
 * @param isAllowed tells whether consent still stands
 */
export async function renewAddress(
  { fetch }: Window & typeof globalThis,
  cookies: CookieJar,
  url: string,
  isAllowed: () => boolean,
): Promise<void> {
  if (cookies.read(signedAddressCookie)) return;
  const token = await requestToken(fetch, url, cookies.read('_fbp'));
  if (!isAllowed()) return;
  if (token) cookies.write(signedAddressCookie, token, signedAddressMaxAge);
  else cookies.write(signedAddressCookie, 'none', retryAfter);
}

/** Requests the signed address; undefined where there is none, or the response is not the server's. */
async function requestToken(fetch: typeof globalThis.fetch, url: string, fbp = ''): Promise<string | undefined> {
  try {
    const init: RequestInit = {
      method: 'POST',
      // A text has the content type text/plain, which needs no preflight.
      body: `{"fbp":"${fbp}"}`,
      credentials: 'omit',
      signal: createTimeoutSignal(timeoutMs) ?? null,
    };
    const response = await fetch(url, withoutPrototype(init));
    const { token } = await response.json();
    return parseSignedAddress(token) && token;
  } catch {
    return undefined;
  }
}
