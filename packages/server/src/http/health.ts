import type { HealthState } from '../monitoring/health-state.js';
import { hasBearerToken } from './bearer-token.js';
import type { HttpResponse } from './http-message.js';
import type { RequestContext } from './request-context.js';

const headers = { 'cache-control': 'no-store' };

export interface HealthOptions {
  readState(): Promise<HealthState>;
  /** Bearer token for requests that may read more than the status. */
  token: string | undefined;
}

export interface HealthRoutes {
  /**
   * `GET /twin/health`: 200 while the process runs, so that the load balancer keeps a shop whose tracking does not
   * work.
   */
  health(context: RequestContext): Promise<HttpResponse>;
  /** `GET /twin/health/ready`: 503 when `collect` would respond with 503. */
  ready(context: RequestContext): Promise<HttpResponse>;
}

export function createHealth({ readState, token }: HealthOptions): HealthRoutes {
  const toJson = ({ status, ...details }: HealthState, { request }: RequestContext) =>
    token !== undefined && hasBearerToken(request, token) ? { status, ...details } : { status };
  return {
    health: async (context) => ({ status: 200, headers, json: toJson(await readState(), context) }),
    async ready(context) {
      const state = await readState();
      const json = toJson(state, context);
      return state.status === 'unavailable'
        ? { status: 503, headers: { ...headers, 'retry-after': '5' }, json }
        : { status: 200, headers, json };
    },
  };
}
