import { chooseFbc, clickIdOfUrl, parseFbc, parseFbp } from '@twinbeam/shared';
import { parse } from 'cookie';
import { publicIp } from './client-ip.js';
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
}

/** Values as they stand in the header: decoding would change click ids. */
export const readCookies = (header: string | undefined): Record<string, string | undefined> =>
  parse(header ?? '', { decode: (value) => value });

/** The identity of a request. A visit to a page gives its own address; what a page posts was done on that page. */
export function requestIdentity(request: TwinRequest, now: number): Identity {
  const cookies = readCookies(request.header('cookie'));
  const referrer = request.header('referer');
  const isPage = request.method === 'GET' || request.method === 'HEAD';
  const url = isPage ? request.url : (referrer ?? request.url);
  return {
    fbp: parseFbp(cookies._fbp),
    fbc: chooseFbc(parseFbc(cookies._fbc), clickIdOfUrl(url), now, 1),
    ip: publicIp(request.ip),
    userAgent: request.header('user-agent'),
    url,
    referrer: isPage ? referrer : undefined,
    anonymousId: cookies.twinbeam_id || undefined,
  };
}

/** The identity as parts of a message. */
export function identityFields({ fbp, fbc, ip, userAgent, url, referrer, anonymousId, userId }: Identity) {
  return {
    ...(anonymousId && { anonymousId }),
    ...(userId && { userId }),
    context: { fbp, fbc, ip, userAgent, page: { url, referrer } },
  };
}
