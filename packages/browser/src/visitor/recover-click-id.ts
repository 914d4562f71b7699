import { clickCookieMaxAge, parseClickId, selectFbc } from '@twinbeam/shared';
import type { CookieJar } from '../identity/cookie-jar.js';
import { attempt } from '../page/attempt.js';
import type { InAppWindow } from '../page/in-app-window.js';
import { now } from '../page/now.js';
import { createSafeDocument } from '../page/safe-document.js';
import { readInAppClickId } from './in-app-browser.js';

/** The entry in session storage: an in-app browser is opened by one click. */
const askedEntry = 'twinbeam asked';

/**
 * Stores an in-app browser's click id as `_fbc`, if the URL has lost it. The browser is asked once, unless there is no
 * `_fbc`.
 *
 * @param isAllowed returns whether the visitor still consents
 */
export async function recoverClickId(
  window: InAppWindow & typeof globalThis,
  cookies: CookieJar,
  isAllowed: () => boolean,
): Promise<void> {
  if (hasClickId(window) || (markAsked(window) && cookies.read('_fbc'))) return;
  const given = await readInAppClickId(window);
  // Parsed by the same rule as a click id in the URL.
  const clickId = parseClickId(`?fbclid=${encodeURIComponent(given ?? '')}`);
  if (!clickId || !isAllowed()) return;
  const stored = cookies.read('_fbc');
  const fbc = selectFbc(stored, clickId, now(), cookies.subdomainIndex());
  if (!fbc || fbc === stored) return;
  cookies.remove('_fbc');
  cookies.write('_fbc', fbc, clickCookieMaxAge);
}

/** Returns whether the click id is in the URL, in the URL before a router changed it, or in the referrer. */
function hasClickId(window: Window): boolean {
  const navigationUrl = attempt(() => window.performance.getEntriesByType('navigation')[0]?.name);
  return [window.location.href, navigationUrl, createSafeDocument(window).referrer].some(parseClickId);
}

/** Records that this tab has asked; returns whether it had asked before. */
function markAsked(window: Window): boolean {
  try {
    const asked = window.sessionStorage.getItem(askedEntry);
    window.sessionStorage.setItem(askedEntry, '1');
    return asked === '1';
  } catch {
    // Storage is blocked.
    return false;
  }
}
