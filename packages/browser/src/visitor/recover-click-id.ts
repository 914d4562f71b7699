import { clickCookieMaxAge, parseClickId, selectFbc } from '@twinbeam/shared';
import type { CookieJar } from '../identity/cookie-jar.js';
import { attempt } from '../page/attempt.js';
import { now } from '../page/now.js';
import { createSafeDocument } from '../page/safe-document.js';
import { type InAppWindow, readInAppClickId } from './in-app-browser.js';

/** Name in the storage of the tab: an in-app browser is opened by one click. */
const askedEntry = 'twinbeam asked';

/**
 * Stores the click id that an in-app browser knows as `_fbc`, where the URL has lost it. A browser is asked once, unless
 * there is no `_fbc`.
 *
 * @param isAllowed tells whether consent still stands
 */
export async function recoverClickId(
  window: InAppWindow & typeof globalThis,
  cookies: CookieJar,
  isAllowed: () => boolean,
): Promise<void> {
  if (hasClickId(window) || (markAsked(window) && cookies.read('_fbc'))) return;
  const given = await readInAppClickId(window);
  // By the same rule as one in the URL.
  const clickId = parseClickId(`?fbclid=${encodeURIComponent(given ?? '')}`);
  if (!clickId || !isAllowed()) return;
  const stored = cookies.read('_fbc');
  const fbc = selectFbc(stored, clickId, now(), cookies.subdomainIndex());
  if (!fbc || fbc === stored) return;
  cookies.remove('_fbc');
  cookies.write('_fbc', fbc, clickCookieMaxAge);
}

/** Returns whether the visit has shown its click id: in the URL, before a router changed it, or in that of the page before. */
function hasClickId(window: Window): boolean {
  const navigationUrl = attempt(() => window.performance.getEntriesByType('navigation')[0]?.name);
  return [window.location.href, navigationUrl, createSafeDocument(window).referrer].some(parseClickId);
}

/** Marks that this tab has asked; returns whether it had before. */
function markAsked(window: Window): boolean {
  try {
    const asked = window.sessionStorage.getItem(askedEntry);
    window.sessionStorage.setItem(askedEntry, '1');
    return asked === '1';
  } catch {
    // Storage is denied.
    return false;
  }
}
