import { isSameSite } from '../../mapping/site-domain.js';
import { beginsWithOrigin } from '../begins-with-origin.js';
import { boundHeader, headerLimits } from '../header-limits.js';
import { createErrorResponse, type HttpRequest, type HttpResponse } from '../http-message.js';
import type { RequestContext } from '../request-context.js';

/**
 * Returns whether a request comes from a page that may not send messages: neither a page of the site itself, nor of an
 * origin listed in the options. A request without the headers does not come from a page. Behind a proxy that terminates
 * TLS, the server's own URL may be http though the page's is https.
 */
export function isForeign(request: HttpRequest, origins: readonly string[]): boolean {
  const origin = request.header('origin');
  if (origin !== undefined && origins.includes(origin)) return false;
  const fetchSite = request.header('sec-fetch-site');
  if (fetchSite === 'cross-site') return true;
  // The browser knows the host of its page, which a proxy may have replaced in the request. With the referrer policy
  // `no-referrer` it sends `null` as the origin (Fetch Standard, 3.2); an opaque origin is never `same-origin`.
  if (fetchSite === 'same-origin' && origin !== undefined && /^(https?:|null$)/.test(origin)) return false;
  return origin !== undefined && !isOwnOrigin(origin, request.url());
}

function isOwnOrigin(origin: string, url: string): boolean {
  if (beginsWithOrigin(url, origin)) return true;
  if (origin.length > headerLimits.origin || !URL.canParse(origin)) return false;
  const [page, own] = [new URL(origin), new URL(url)];
  const isSecure = page.protocol === 'https:';
  // A proxy that ends TLS may have named its port.
  const isOwnHost = page.host === own.host || (isSecure && own.host === `${page.host}:443`);
  return isOwnHost && (isSecure || page.protocol === own.protocol);
}

/** Returns whether an origin is of the same site as a URL, and no less secure. */
export function isOfSameSite(origin: string, url: string): boolean {
  if (origin.length > headerLimits.origin || !URL.canParse(origin)) return false;
  const [page, own] = [new URL(origin), new URL(url)];
  const isSecure = page.protocol === 'https:' || page.protocol === own.protocol;
  return isSecure && isSameSite(page.hostname, own.hostname);
}

/** Adds the CORS headers that let a page of an origin listed in the options read the response. */
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
    // The page can read only a few other headers (Fetch Standard, 4.9).
    'access-control-expose-headers': 'retry-after',
    vary: 'origin',
  };
  return { ...response, headers: { ...response.headers, ...headers } };
}

/**
 * Creates the response to the request that a browser sends before one to another site (Fetch Standard, 4.8). It sends one
 * before requests of text too where a tool adds headers to them, as those do that trace what a page loads.
 */
export const createPreflight =
  (origins: readonly string[]) =>
  ({ request }: RequestContext): HttpResponse =>
    isForeign(request, origins)
      ? createErrorResponse(403, toOriginText(request.header('origin')))
      : withCorsHeaders({ status: 204, headers: toPreflightHeaders(request) }, request, origins);

/**
 * Allows every header that the page wants to send: those of the libraries differ by version, and none grants any right.
 */
const toPreflightHeaders = (request: HttpRequest) => ({
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers':
    boundHeader(request.header('access-control-request-headers'), headerLimits.requestHeaders) ?? '',
  'access-control-max-age': '86400',
});

/** Returns a text that says which origin was refused, and what to do about it. */
export const toOriginText = (origin = ''): string =>
  `Origin ${origin.slice(0, 80)} is not allowed; if it is yours, add it to the option collect.origins.`;
