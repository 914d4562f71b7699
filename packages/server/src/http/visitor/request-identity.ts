import { anonymousIdCookie, parseAnonymousId, parseClickId } from '@twinbeam/shared';
import { type ConsentRule, hasConsent } from '../../accept/consent.js';
import type { Identity } from '../../accept/identity.js';
import { cleanUrl } from '../../mapping/page-url.js';
import { cutUserAgent } from '../../mapping/user-agent.js';
import type { RequestContext } from '../request-context.js';
import { selectClickIds } from './click-cookies.js';

/** The value of a consent cookie with Limited Data Use; Meta determines country and state itself. */
const limitedConsent = 'granted.LDU.0.0';

/**
 * Reads the identity of a request. The URL is that of the page: of the request itself for a page visit, of the posting
 * page for a POST.
 */
export function readIdentity(
  context: Omit<RequestContext, 'identity' | 'isOfMachine'>,
  now: number,
  rule: ConsentRule,
): Identity {
  const { request } = context;
  const cookies = context.cookies();
  const given = context.consent();
  const hasGpc = context.hasGpc();
  if (!hasConsent([given], rule, hasGpc)) {
    return { consent: given ?? (hasGpc && rule.gpc === 'deny' ? 'denied' : 'pending') };
  }
  const consent = given ?? (hasGpc && rule.gpc === 'ldu' ? limitedConsent : undefined);
  const referrer = request.header('referer');
  const isPage = request.method === 'GET' || request.method === 'HEAD';
  const url = isPage ? request.url() : (referrer ?? request.url());
  // The value is not stored in the browser, so its subdomain index is 1.
  const { fbp, fbc } = selectClickIds({ cookies, clickId: parseClickId(url), now, subdomainIndex: 1 });
  return {
    fbp,
    fbc,
    ip: context.matchingIp(),
    userAgent: cutUserAgent(request.header('user-agent')),
    // The site stores the identity with an order.
    url: cleanUrl(url),
    referrer: isPage ? cleanUrl(referrer) : undefined,
    anonymousId: parseAnonymousId(cookies[anonymousIdCookie]),
    consent,
  };
}
