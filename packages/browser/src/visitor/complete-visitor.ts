import { createCookieJar } from '../identity/cookie-jar.js';
import { OwnPromise } from '../page/own-promise.js';
import { recoverClickId } from './recover-click-id.js';
import { renewAddress } from './renew-address.js';

/**
 * Looks up the data about a visitor that take time: the click id of an in-app browser, and the IPv6 address. To be
 * called once consent is given. Resolves when both are known or unavailable. Never rejects.
 *
 * @param ipv6Url the URL at which the address is requested; undefined if it is not requested
 * @param isAllowed returns whether the visitor still consents
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
