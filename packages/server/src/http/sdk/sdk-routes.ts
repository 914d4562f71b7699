import type { LogSampler } from '../../log/log-sampler.js';
import type { Metrics } from '../../monitoring/metrics.js';
import type { EventSource } from '../../outbox/outbox.js';
import type { AcceptBatch } from '../collect/accept-batch.js';
import type { CollectGuard } from '../collect/collect-guard.js';
import { createPreflight, withCorsHeaders } from '../collect/cross-origin.js';
import type { CollectBodyLimits } from '../collect/read-collect-body.js';
import { createErrorResponse, type HttpResponse } from '../http-message.js';
import type { RequestContext } from '../request-context.js';
import type { Route, RouteTable } from '../routes.js';
import { isVisitorAgent } from '../visitor/user-agent.js';
import { readSdkBody, type SdkCall } from './read-sdk-body.js';
import { createSegmentSettings, createSourceConfig, toApiUrl } from './sdk-config.js';
import { createKeyCheck, findBodyOwner, type KeyOwner, readBasicKey, type SdkKeys } from './sdk-key.js';

export interface SdkRoutesOptions {
  keys: SdkKeys;
  acceptBatch: AcceptBatch;
  guard: CollectGuard;
  metrics: Pick<Metrics, 'refused'>;
  /** Counts a request whose body could not be read. */
  refuseBody(error: HttpResponse): HttpResponse;
  sampler: LogSampler;
  /** Origins of other sites that may send messages. */
  origins: readonly string[];
  limits: CollectBodyLimits;
}

/** Paths of the HTTP API of Segment and RudderStack. The short ones are those of Segment's browser library. */
const paths: Record<string, SdkCall> = {
  '/v1/track': 'track',
  '/v1/t': 'track',
  '/v1/page': 'page',
  '/v1/p': 'page',
  '/v1/screen': 'screen',
  '/v1/s': 'screen',
  '/v1/identify': 'identify',
  '/v1/i': 'identify',
  '/v1/group': 'group',
  '/v1/g': 'group',
  '/v1/alias': 'alias',
  '/v1/a': 'alias',
  '/v1/batch': 'batch',
  '/v1/b': 'batch',
  // Used by Segment's libraries for Java, .NET and Ruby.
  '/v1/import': 'batch',
  // Used by RudderStack's browser library with `useBeacon`.
  '/beacon/v1/batch': 'batch',
};

const success: HttpResponse = { status: 200, json: { success: true } };

/**
 * Creates the HTTP API of Segment and RudderStack. Its status codes make their libraries do the right thing: 200 when
 * every event is stored; 429 and 5xx for requests to send again; others for requests that would fail again.
 *
 * @param prefix the path below which the routes are served, without a slash at its end
 */
export function createSdkRoutes(options: SdkRoutesOptions, prefix: string): RouteTable {
  const { keys, origins } = options;
  const withCors =
    (route: Route): Route =>
    async (context) =>
      withCorsHeaders(await route(context), context.request, origins);
  const preflight = createPreflight(origins);
  const table: RouteTable = {};
  for (const [path, call] of Object.entries(paths)) {
    table[path] = { POST: withCors(createCallRoute(options, call)), OPTIONS: preflight };
  }
  // Segment's browser library sends its own metrics here. They are ignored.
  table['/v1/m'] = { POST: withCors(() => success), OPTIONS: preflight };
  const { writeKey } = keys;
  if (writeKey !== undefined) {
    table['/sourceConfig'] = {
      GET: withCors(createConfigRoute(() => createSourceConfig(writeKey))),
      OPTIONS: preflight,
    };
    table[`/v1/projects/${writeKey}/settings`] = {
      GET: withCors(
        createConfigRoute(({ request }) => createSegmentSettings(writeKey, toApiUrl(request, `${prefix}/v1`))),
      ),
      OPTIONS: preflight,
    };
  }
  return table;
}

const createConfigRoute =
  (create: (context: RequestContext) => unknown): Route =>
  (context) => ({ status: 200, headers: { 'cache-control': 'no-cache' }, json: create(context) });

function createCallRoute(
  { keys, acceptBatch, guard, metrics, refuseBody, sampler, limits }: SdkRoutesOptions,
  call: SdkCall,
): (context: RequestContext) => Promise<HttpResponse> {
  const checkKey = createKeyCheck(keys);
  const refuseKey = (): HttpResponse => {
    metrics.refused('key');
    const text = 'requests refused: their key is neither writeKey nor serverKey';
    sampler.log('warn', 'sdk key', { call }, text);
    // Has no WWW-Authenticate header, because a browser would ask its user for a password.
    return createErrorResponse(401, 'The write key is missing or wrong.');
  };
  return async (context) => {
    const { request } = context;
    const headerKey = readBasicKey(request);
    const headerOwner = headerKey === undefined ? undefined : checkKey(headerKey);
    const checked = await guard.check(context, { isOwnServer: headerOwner === 'server' });
    if ('refusal' in checked) return checked.refusal;
    if (headerKey !== undefined && headerOwner === undefined) return refuseKey();
    const read = await readSdkBody(request, call, limits);
    if ('error' in read) return refuseBody(read.error);
    const { fields, messages } = read.body;
    const owner = headerOwner ?? findBodyOwner(fields, request, checkKey);
    if (owner === undefined) return refuseKey();
    const accepted = await acceptBatch(messages, context, selectSource(owner, context));
    if ('error' in accepted) return accepted.error;
    return { ...success, headers: { ...checked.headers, 'set-cookie': accepted.setCookies } };
  };
}

/** Tells who sent a request. A page's request comes from its visitor; a library's does not. */
function selectSource(owner: NonNullable<KeyOwner>, { request }: RequestContext): EventSource {
  if (owner === 'server') return 'server';
  return isVisitorAgent(request.header('user-agent')) ? 'page' : 'sdk';
}
