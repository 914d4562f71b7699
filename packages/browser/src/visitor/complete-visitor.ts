import type { Tracker } from '../api.js';
import { createCookieJar } from '../identity/cookie-jar.js';
import { recoverClickId } from './recover-click-id.js';
import { renewAddress } from './renew-address.js';

/**
 * Completes what is known of a visitor by what takes time: the click id that an in-app browser knows, and the IPv6 address.
 * To be called once consent is given. Resolves when both are known or cannot be. Never rejects.
 *
 * @param ipv6Url where the address is asked for; undefined where it is not
 */
export async function completeVisitor(
  tracker: Pick<Tracker, 'on'>,
  window: Window & typeof globalThis,
  ipv6Url: string | undefined,
): Promise<void> {
  const cookies = createCookieJar(window);
  let isGranted = true;
  tracker.on((report) => {
    if (report.kind === 'consent') isGranted = report.state === 'granted';
  });
  const isAllowed = () => isGranted;
  await Promise.allSettled([
    recoverClickId(window, cookies, isAllowed),
    ipv6Url && renewAddress(window, cookies, ipv6Url, isAllowed),
  ]);
}
