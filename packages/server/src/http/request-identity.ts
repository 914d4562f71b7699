import { anonymousIdCookie, parseAnonymousId, parseClickId, parseConsent } from '@twinbeam/shared';
import { toTraits, type UserMatchKeys } from '../mapping/user-match-keys.js';
import { selectClickIds } from './click-cookies.js';
import { type ConsentRule, hasConsent } from './consent.js';
import { cutUrl, cutUserAgent } from './header-limits.js';
import type { RequestContext } from './request-context.js';

/**
 * A visitor, as far as a request shows them. Plain JSON: store it with an order, and pass it to `track` when a webhook
 * confirms the payment.
 *
 * @example
 * await db.orders.insert({ id: '1001', identity: req.twinbeam.identity });
 * // later, in the webhook of the payment provider
 * await twinbeam.track('Order Completed', { order_id: '1001', revenue: 99.5, currency: 'EUR' }, { identity: order.identity });
 */
export interface Identity {
  /** The browser id, the value of the cookie `_fbp`. */
  fbp?: string | undefined;
  /** The click id, as the value of a cookie `_fbc`. */
  fbc?: string | undefined;
  /** The public IP address. */
  ip?: string | undefined;
  /** The header `User-Agent`. */
  userAgent?: string | undefined;
  /** URL of the page. */
  url?: string | undefined;
  /** URL of the page before it. */
  referrer?: string | undefined;
  /** The cookie `twinbeam_id`. */
  anonymousId?: string | undefined;
  /** The site's own id of the visitor; a request does not show it. */
  userId?: string | undefined;
  /**
   * Hashed match keys that the visitor's page has told by `identify()` within an hour, by Meta's names. Only with the option
   * `rememberMatchKeys`.
   */
  matchKeys?: UserMatchKeys | undefined;
  /** The value of the consent cookie; without consent nothing else is set. */
  consent?: string | undefined;
}

/** Limited Data Use as a consent cookie has it; Meta finds out the country and state. */
const limitedConsent = 'granted.LDU.0.0';

/** Reads the identity of a request. A page visit gives the page's own URL; what a page posts was done on that page. */
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
  // Not stored in the browser, so the subdomain index of a new value is 1.
  const { fbp, fbc } = selectClickIds({ cookies, clickId: parseClickId(url), now, subdomainIndex: 1 });
  return {
    fbp,
    fbc,
    ip: context.matchingIp(),
    userAgent: cutUserAgent(request.header('user-agent')),
    url: cutUrl(url),
    referrer: isPage ? cutUrl(referrer) : undefined,
    anonymousId: parseAnonymousId(cookies[anonymousIdCookie]),
    consent,
  };
}

/** Builds the fields of a message that an identity fills. */
export function toMessageFields(identity: Identity) {
  const { fbp, fbc, ip, userAgent, url, referrer, anonymousId, userId, matchKeys, consent } = identity;
  const traits = toTraits(matchKeys);
  const dataProcessingOptions = parseConsent(consent)?.dataProcessing;
  return {
    ...(anonymousId && { anonymousId }),
    ...(userId && { userId }),
    context: { fbp, fbc, ip, userAgent, dataProcessingOptions, page: { url, referrer }, ...(traits && { traits }) },
  };
}
