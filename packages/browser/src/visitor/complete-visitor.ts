import { createCookieJar } from '../identity/cookie-jar.js';
import { OwnPromise } from '../page/own-promise.js';
import { recoverClickId } from './recover-click-id.js';
import { renewAddress } from './renew-address.js';

/**
 * Completes what is known of a visitor by what takes time: the click id that an in-app browser knows, and the IPv6 address.
 * To be called once consent is given. Resolves when both are known or cannot be. Never rejects.
 *
 * @param ipv6Url URL at which the address is requested; undefined where it is not
 * @param isAllowed tells whether the visitor still consents
 */
export async function completeVisitor(
  window: Window & typeof globalThis,
  ipv6Url: string | undefined,
  isAllowed: () => boolean,
): Promise<void> {
  if (!isAllowed()) return;
  const cookies = createCookieJar(window);
  await OwnPromise.allSettled([
    recoverClickId(window, cookies, isAllowed),
    ipv6Url && renewAddress(window, cookies, ipv6Url, isAllowed),
  ]);
}
