import type { HealthState } from '../monitoring/health-state.js';
import { hasBearerToken, isBearer } from './bearer-token.js';
import type { HttpResponse } from './http-message.js';
import type { RequestContext } from './request-context.js';

const wrongToken = 'The bearer token is not that of the option metrics, so the figures are left out.';
const headers = { 'cache-control': 'no-store' };

export interface HealthOptions {
  readState(): Promise<HealthState>;
  /** Bearer token for requests that may read more than the status. */
  token: string | undefined;
}

export interface HealthRoutes {
  /**
   * `GET /twin/health`: 200 while the process runs, so that the load balancer keeps a shop whose tracking does not
   * work. With a wrong bearer token, which may be that of a gateway in front of the site, it says why it has no
   * figures.
   */
  health(context: RequestContext): Promise<HttpResponse>;
  /** `GET /twin/health/ready`: 503 when `collect` would respond with 503. */
  ready(context: RequestContext): Promise<HttpResponse>;
}

export function createHealth({ readState, token }: HealthOptions): HealthRoutes {
  const toJson = ({ status, ...details }: HealthState, { request }: RequestContext) => {
    if (token === undefined || !isBearer(request)) return { status };
    return hasBearerToken(request, token) ? { status, ...details } : { status, note: wrongToken };
  };
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
