import { parseClickId, parseConsent, parseFbc, parseFbp, selectFbc } from '@twinbeam/shared';
import { parse } from 'cookie';
import { publicIp } from './client-ip.js';
import { type ConsentRule, mayTrack } from './consent.js';
import type { TwinRequest } from './routes.js';

/**
 * Who a visitor is, as far as a request shows it. Plain JSON: store it with an order, and give it back when a webhook
 * confirms the payment.
 */
export interface Identity {
  fbp?: string | undefined;
  fbc?: string | undefined;
  ip?: string | undefined;
  userAgent?: string | undefined;
  url?: string | undefined;
  referrer?: string | undefined;
  anonymousId?: string | undefined;
  userId?: string | undefined;
  /** What the consent cookie says; nothing else is known of a visitor who has not consented. */
  consent?: string | undefined;
}

/** Values as they stand in the header: decoding would change click ids. */
export const readCookies = (header: string | undefined): Record<string, string | undefined> =>
  parse(header ?? '', { decode: (value) => value });

/** The identity of a request. A visit to a page gives its own address; what a page posts was done on that page. */
export function requestIdentity(request: TwinRequest, now: number, rule: ConsentRule): Identity {
  const cookies = readCookies(request.header('cookie'));
  const consent = cookies[rule.cookie];
  if (!mayTrack([consent], rule)) return { consent: consent ?? 'pending' };
  const referrer = request.header('referer');
  const isPage = request.method === 'GET' || request.method === 'HEAD';
  const url = isPage ? request.url : (referrer ?? request.url);
  return {
    fbp: parseFbp(cookies._fbp),
    fbc: selectFbc(parseFbc(cookies._fbc), parseClickId(url), now, 1),
    ip: publicIp(request.ip),
    userAgent: request.header('user-agent'),
    url,
    referrer: isPage ? referrer : undefined,
    anonymousId: cookies.twinbeam_id || undefined,
    consent,
  };
}

/** The identity as parts of a message. */
export function identityFields(identity: Identity) {
  const { fbp, fbc, ip, userAgent, url, referrer, anonymousId, userId, consent } = identity;
  const dataProcessingOptions = parseConsent(consent)?.dataProcessing;
  return {
    ...(anonymousId && { anonymousId }),
    ...(userId && { userId }),
    context: { fbp, fbc, ip, userAgent, dataProcessingOptions, page: { url, referrer } },
  };
}
