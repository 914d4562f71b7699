import { parseSignedAddress, signedAddressCookie, signedAddressMaxAge } from '@twinbeam/shared';
import type { CookieJar } from '../identity/cookie-jar.js';
import { createTimeoutSignal } from '../page/create-timeout-signal.js';
import { withoutPrototype } from '../page/without-prototype.js';

/** Timeout of the request, in milliseconds. */
const timeoutMs = 5000;
/** Seconds until the address is requested again for a visitor who had no IPv6 address. */
const retryAfter = 60 * 60;

/**
 * Stores the visitor's IPv6 address for a day, signed by the server. The request goes to a host name with only an IPv6
 * address, which a visitor without IPv6 cannot reach.
 *
 * @param isAllowed returns whether the visitor still consents
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

/** Requests the signed address; returns undefined if there is none, or if the response did not come from the server. */
async function requestToken(fetch: typeof globalThis.fetch, url: string, fbp = ''): Promise<string | undefined> {
  try {
    const init: RequestInit = {
      method: 'POST',
      // A string is sent as text/plain, which needs no preflight.
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
