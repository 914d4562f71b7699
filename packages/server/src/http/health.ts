import type { HealthState } from '../health-state.js';
import { hasBearerToken } from './bearer-token.js';
import type { HttpResponse } from './http-message.js';
import type { RequestContext } from './request-context.js';

/** Requests of strangers within this time, in milliseconds, share a look at the outbox. */
const sharedMs = 1_000;

const headers = { 'cache-control': 'no-store' };

export interface HealthOptions {
  readState(): Promise<HealthState>;
  /** Whoever has it learns more than the status. */
  token: string | undefined;
  /** The clock, in milliseconds since 1970. */
  now: () => number;
}

export interface HealthRoutes {
  /** `GET /twin/health`: 200 while the process runs, so that a shop stays in its balancer when tracking does not work. */
  health(context: RequestContext): Promise<HttpResponse>;
  /** `GET /twin/health/ready`: 503 when `collect` would respond with 503. */
  ready(context: RequestContext): Promise<HttpResponse>;
}

export function createHealth({ readState, token, now }: HealthOptions): HealthRoutes {
  let last: { state: Promise<HealthState>; at: number } | undefined;
  const read = (): Promise<HealthState> => {
    if (!last || Math.abs(now() - last.at) >= sharedMs) last = { state: readState(), at: now() };
    return last.state;
  };
  const toJson = ({ status, ...details }: HealthState, { request }: RequestContext) =>
    token !== undefined && hasBearerToken(request, token) ? { status, ...details } : { status };
  return {
    health: async (context) => ({ status: 200, headers, json: toJson(await read(), context) }),
    async ready(context) {
      const state = await read();
      const json = toJson(state, context);
      return state.status === 'unavailable'
        ? { status: 503, headers: { ...headers, 'retry-after': '5' }, json }
        : { status: 200, headers, json };
    },
  };
}
