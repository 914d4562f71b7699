import { beginsWithOrigin } from '../begins-with-origin.js';
import { headerLimits } from '../header-limits.js';
import type { HttpRequest } from '../http-message.js';
import { isLocalHost } from './is-local-host.js';

/**
 * Returns whether a page of the site itself sent the request, but a proxy has replaced the host. This cannot be known
 * for requests without the header `Origin`.
 *
 * @param origins other sites that may send messages
 */
export function isHostRewritten(request: HttpRequest, origins: readonly string[]): boolean {
  const origin = request.header('origin');
  if (origin === undefined || origin.length > headerLimits.origin || origins.includes(origin)) return false;
  if (beginsWithOrigin(request.url(), origin)) return false;
  if (!/^https?:/.test(origin) || !URL.canParse(origin)) return false;
  const [page, own] = [new URL(origin), new URL(request.url())];
  if (page.host === own.host) return false;
  const fetchSite = request.header('sec-fetch-site');
  if (fetchSite !== undefined) return fetchSite === 'same-origin';
  // Browsers send Sec-Fetch-Site only over https.
  const [forwardedHost] = (request.header('x-forwarded-host') ?? '').split(',', 1);
  return forwardedHost?.trim() === page.host || (isLocalHost(own.hostname) && !isLocalHost(page.hostname));
}
