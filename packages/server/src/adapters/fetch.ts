import { createLazy } from '../base/create-lazy.js';
import type { HttpRequest, HttpResponse } from '../http/http-message.js';
import { findHttp } from '../http/http-side.js';
import { readWebBody } from '../http/read-web-body.js';
import type { Twinbeam } from '../twinbeam.js';
import { createRequestTwinbeam, type RequestTwinbeam } from './request-twinbeam.js';

export type { RequestTwinbeam };

/**
 * Details that a web-standard request does not contain, but the host knows.
 *
 * @example
 * const details: FetchDetails = { ip: connection.remoteAddress, waitUntil: after };
 */
export interface FetchDetails {
  /**
   * The visitor's address, according to the platform or a trusted proxy. Default: none; events then have no address,
   * and only the total rate limit applies.
   */
  ip?: string | undefined;
  /**
   * Keeps a serverless host alive until a promise settles. With it, events are sent before the host sleeps, which an
   * outbox in memory needs. Default: nothing is waited for.
   */
  waitUntil?: ((sent: Promise<unknown>) => void) | undefined;
}

/**
 * A handler of web-standard requests. Resolves with undefined for a request that is not for Twinbeam.
 *
 * @example
 * const handle: FetchHandler = twinbeamFetch(createTwinbeam());
 */
export type FetchHandler = (request: Request, details?: FetchDetails) => Promise<Response | undefined>;

/**
 * Serves the routes of an instance in frameworks that use `Request` and `Response`: Hono, Next.js and others. Throws
 * `TypeError` if its argument was not returned by `createTwinbeam`.
 *
 * @example
 * const handleTwinbeam = twinbeamFetch(createTwinbeam());
 * app.use(async (c, next) => (await handleTwinbeam(c.req.raw, { ip: getConnInfo(c).remote.address })) ?? next());
 */
export function twinbeamFetch(twinbeam: Twinbeam): FetchHandler {
  const { createContext, findRoute } = findHttp(twinbeam);
  return async (request, { ip, waitUntil } = {}) => {
    const respond = findRoute(new URL(request.url).pathname);
    if (!respond) return undefined;
    const response = await respond(createContext(toHttpRequest(request, ip)));
    if (request.method === 'POST') waitUntil?.(sendAll(twinbeam));
    return toWebResponse(response, request.method);
  };
}

/**
 * Reads the visitor of a web-standard request: the equivalent of `req.twinbeam` in Express.
 *
 * @example
 * const visitor = readVisitor(twinbeam, request, { ip });
 * await visitor.track('Order Completed', { order_id: '1001', revenue: 99.5, currency: 'EUR' });
 */
export function readVisitor(
  twinbeam: Twinbeam,
  request: Request,
  { ip, waitUntil }: FetchDetails = {},
): RequestTwinbeam {
  const { createContext } = findHttp(twinbeam);
  const visitor = createRequestTwinbeam(
    twinbeam,
    createLazy(() => createContext(toHttpRequest(request, ip))),
  );
  const { track } = visitor;
  visitor.track = async (...call) => {
    const result = await track(...call);
    if (result.status === 'accepted') waitUntil?.(sendAll(twinbeam));
    return result;
  };
  return visitor;
}

/** A closed outbox has nothing left to send. */
const sendAll = (twinbeam: Twinbeam): Promise<boolean> => twinbeam.flush().catch(() => false);

/** Returns the URL with the host that the visitor requested: Next.js puts its own host into the URL. */
function readUrl({ url: given, headers }: Request): string {
  const host = headers.get('host');
  const { protocol, pathname, search } = new URL(given);
  const requested = `${protocol}//${host}`;
  // A malformed host is ignored.
  return host && URL.canParse(requested) ? new URL(requested).origin + pathname + search : given;
}

/**
 * Leaves out `Accept-Encoding`, so that nothing is compressed here: hosts compress responses themselves, and some
 * (Next.js, Cloudflare) would compress them a second time.
 */
const toHttpRequest = (request: Request, ip: string | undefined): HttpRequest => ({
  method: request.method,
  url: createLazy(() => readUrl(request)),
  ip: () => ip,
  peer: () => undefined,
  header: (name) => (name === 'accept-encoding' ? undefined : (request.headers.get(name) ?? undefined)),
  readBody: (limits) => readWebBody(request, limits),
});

/** Turns a body that is written for as long as the connection lasts into a web-standard stream. */
function toWebStream(stream: NonNullable<HttpResponse['stream']>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let stop: () => void = () => undefined;
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        stop = stream({
          write: (part) => controller.enqueue(encoder.encode(part)),
          pendingBytes: () => -(controller.desiredSize ?? 0),
          end: () => controller.close(),
        });
      },
      cancel: () => stop(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: 0 }),
  );
}

/** Responses to HEAD and those without content must have no body. */
const isEmpty = (status: number, method: string): boolean => method === 'HEAD' || status === 204 || status === 304;

function toWebResponse({ status, headers = {}, text, json, stream }: HttpResponse, method: string): Response {
  const { 'set-cookie': cookies = [], ...others } = headers;
  const web = new Headers(others as Record<string, string>);
  for (const cookie of cookies) web.append('set-cookie', cookie);
  if (json !== undefined) web.set('content-type', 'application/json; charset=utf-8');
  if (stream) return new Response(toWebStream(stream), { status, headers: web });
  const body = json === undefined ? (text ?? '') : JSON.stringify(json);
  return new Response(isEmpty(status, method) ? null : (body as string | Uint8Array<ArrayBuffer>), {
    status,
    headers: web,
  });
}
