import { createTokenError, hasBearerToken } from './bearer-token.js';
import { createErrorResponse, type HttpResponse } from './http-message.js';
import type { RequestContext } from './request-context.js';

/**
 * Creates `GET /twin/metrics`, which serves the metrics in the Prometheus text format to requests with the bearer
 * token.
 */
export const createMetricsRoute =
  (token: string, readText: () => Promise<string>) =>
  async ({ request }: RequestContext): Promise<HttpResponse> => {
    if (!hasBearerToken(request, token)) return createTokenError('The bearer token is missing or wrong.');
    try {
      const text = await readText();
      return { status: 200, headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }, text };
    } catch {
      return createErrorResponse(503, 'There are no metrics: the outbox is closed or cannot be read.');
    }
  };
