import { parseConsent } from '@twinbeam/shared';
import { toTraits, type UserMatchKeys } from '../mapping/user-match-keys.js';

/**
 * A visitor, as far as a request identifies them. Plain JSON: store it with an order, and pass it to `track` when a
 * webhook confirms the payment.
 *
 * @example
 * await db.orders.insert({ id: '1001', identity: req.twinbeam.identity });
 * // later, in the webhook of the payment provider
 * await twinbeam.track('Order Completed', { order_id: '1001', revenue: 99.5, currency: 'EUR' }, { identity: order.identity });
 */
export interface Identity {
  /** The browser id, the value of the cookie `_fbp`. */
  fbp?: string | undefined;
  /** The click id, in the form of the cookie `_fbc`. */
  fbc?: string | undefined;
  /** The public IP address. */
  ip?: string | undefined;
  /** The header `User-Agent`. */
  userAgent?: string | undefined;
  /** URL of the page, without query parameters that hold personal data. */
  url?: string | undefined;
  /** URL of the previous page. */
  referrer?: string | undefined;
  /** The cookie `twinbeam_id`. */
  anonymousId?: string | undefined;
  /** The site's own id of the visitor; it cannot be read from a request. */
  userId?: string | undefined;
  /**
   * Hashed match keys that the visitor's page passed to `identify()` within the last hour, under Meta's names. Only
   * with the option `rememberMatchKeys`.
   */
  matchKeys?: UserMatchKeys | undefined;
  /** The value of the consent cookie; without consent nothing else is set. */
  consent?: string | undefined;
}

/** Builds the fields of a message that come from an identity. */
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
