import type { HealthState } from '../monitoring/health-state.js';
import { createTokenError, hasBearerToken, isBearer } from './bearer-token.js';
import type { HttpResponse } from './http-message.js';
import type { RequestContext } from './request-context.js';

const wrongToken = createTokenError('The bearer token is wrong; without one the response has only the status.');
const headers = { 'cache-control': 'no-store' };

export interface HealthOptions {
  readState(): Promise<HealthState>;
  /** Bearer token for requests that may read more than the status. */
  token: string | undefined;
}

export interface HealthRoutes {
  /**
   * `GET /twin/health`: 200 while the process runs, so that the load balancer keeps a shop whose tracking does not
   * work; 401 for a wrong bearer token.
   */
  health(context: RequestContext): Promise<HttpResponse>;
  /** `GET /twin/health/ready`: 503 when `collect` would respond with 503; 401 for a wrong bearer token. */
  ready(context: RequestContext): Promise<HttpResponse>;
}

export function createHealth({ readState, token }: HealthOptions): HealthRoutes {
  const toJson = ({ status, ...details }: HealthState, { request }: RequestContext) =>
    token !== undefined && hasBearerToken(request, token) ? { status, ...details } : { status };
  const hasWrongToken = ({ request }: RequestContext): boolean =>
    token !== undefined && isBearer(request) && !hasBearerToken(request, token);
  return {
    async health(context) {
      if (hasWrongToken(context)) return wrongToken;
      return { status: 200, headers, json: toJson(await readState(), context) };
    },
    async ready(context) {
      if (hasWrongToken(context)) return wrongToken;
      const state = await readState();
      const json = toJson(state, context);
      return state.status === 'unavailable'
        ? { status: 503, headers: { ...headers, 'retry-after': '5' }, json }
        : { status: 200, headers, json };
    },
  };
}
