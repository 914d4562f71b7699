import type { HttpRequest, HttpResponse } from './http-message.js';

/** Tells whether an origin may send: that of the request's own site, or one that the options name. */
export const isAllowedOrigin = (origin: string, url: string, origins: readonly string[]): boolean =>
  origins.includes(origin) || (URL.canParse(origin) && new URL(origin).host === new URL(url).host);

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
