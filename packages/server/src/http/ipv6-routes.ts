import { isIPv6 } from 'node:net';
import { parseFbp, toFields } from '@twinbeam/shared';
import type { LogSampler } from '../log/log-sampler.js';
import type { CollectGuard } from './collect/collect-guard.js';
import { createPreflight, isOfSameSite, withCorsHeaders } from './collect/cross-origin.js';
import { type BodyLimits, createErrorResponse, type HttpResponse } from './http-message.js';
import { readJsonBody } from './read-json-body.js';
import type { RequestContext } from './request-context.js';
import type { Route } from './routes.js';
import type { SignedAddresses } from './visitor/signed-addresses.js';

export interface Ipv6RoutesOptions {
  addresses: SignedAddresses;
  guard: CollectGuard;
  /** Origins of other sites that may request an address. */
  origins: readonly string[];
  limits: Pick<BodyLimits, 'timeoutMs' | 'budget'>;
  sampler: LogSampler;
}

/** The body is `{"fbp": "…"}`. */
const maxBytes = 256;

/**
 * Creates `POST /twin/ipv6`, which a page requests on a host name that has only an IPv6 address. It responds with the
 * visitor's IPv6 address, signed. Only pages of the same site may read the response, because with it events can be sent
 * under that address.
 */
export function createIpv6Routes({
  addresses,
  guard,
  origins,
  limits,
  sampler,
}: Ipv6RoutesOptions): Record<string, Route> {
  const respond = async (context: RequestContext, allowed: readonly string[]): Promise<HttpResponse> => {
    const checked = await guard.check(context, { origins: allowed });
    if ('refusal' in checked) return checked.refusal;
    const read = await readJsonBody(context.request, { ...limits, maxBytes });
    if ('error' in read) return read.error;
    const fbp = parseFbp(toFields(read.json).fbp);
    if (fbp === undefined) return createErrorResponse(400, 'The body must be JSON: {"fbp": "the cookie _fbp"}.');
    const address = context.clientIp();
    const isFound = address !== undefined && isIPv6(address);
    if (!isFound) sampler.log('warn', 'ipv6Url', {}, adviceText);
    const headers = { ...checked.headers, 'cache-control': 'no-store' };
    return { status: 200, headers, json: { token: isFound ? addresses.sign(address, fbp) : null } };
  };
  const selectOrigins = ({ request }: RequestContext): readonly string[] => {
    const origin = request.header('origin');
    const isOwn = origin !== undefined && isOfSameSite(origin, request.url());
    return isOwn ? [...origins, origin] : origins;
  };
  return {
    async POST(context) {
      const allowed = selectOrigins(context);
      return withCorsHeaders(await respond(context, allowed), context.request, allowed);
    },
    OPTIONS: (context) => createPreflight(selectOrigins(context))(context),
  };
}

const adviceText =
  'ipv6Url was requested without a public IPv6 address: its host name must have only AAAA records, and a proxy in front must pass the address on';
