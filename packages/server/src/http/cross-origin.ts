import { headerLimits } from './header-limits.js';
import type { HttpRequest, HttpResponse } from './http-message.js';

/**
 * Tells whether a page may send: one of the request's own site, or of an origin that the options name. A request without
 * the headers comes from no page. Behind a proxy that ends TLS the own URL may be http though the page's is https.
 */
export function isForeign(request: HttpRequest, origins: readonly string[]): boolean {
  const origin = request.header('origin');
  if (origin !== undefined && origins.includes(origin)) return false;
  if (request.header('sec-fetch-site') === 'cross-site') return true;
  return origin !== undefined && !isOwnOrigin(origin, request.url());
}

function isOwnOrigin(origin: string, url: string): boolean {
  if (origin.length > headerLimits.origin || !URL.canParse(origin)) return false;
  const [page, own] = [new URL(origin), new URL(url)];
  return page.host === own.host && (page.protocol === 'https:' || page.protocol === own.protocol);
}

/** Adds the CORS headers with which a page of an origin that the options name can read the response. */
export function withCorsHeaders(
  response: HttpResponse,
  request: HttpRequest,
  origins: readonly string[],
): HttpResponse {
  const origin = request.header('origin');
  if (origin === undefined || !origins.includes(origin)) return response;
  const headers = {
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
    vary: 'origin',
  };
  return { ...response, headers: { ...response.headers, ...headers } };
}
