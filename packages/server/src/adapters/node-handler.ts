import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { createLazy } from '../base/create-lazy.js';
import { rememberLast } from '../base/remember-last.js';
import type { HttpRequest } from '../http/http-message.js';
import { findHttp } from '../http/http-side.js';
import { type NodeRequest, readNodeBody } from '../http/read-node-body.js';
import { writeNodeResponse } from '../http/write-node-response.js';
import type { Twinbeam } from '../twinbeam.js';
import { createRequestTwinbeam, type RequestTwinbeam } from './request-twinbeam.js';

/** Reads the sender of a Node request, according to the proxies that the host trusts. */
export interface NodeSender<Req> {
  /** Reads the visitor's address. */
  readIp(request: Req): string | undefined;
  /** Returns whether the headers of the nearest proxy are trusted. Default: never. */
  isProxyTrusted?(request: Req): boolean;
  /**
   * Reads scheme and host of the site as the visitor sees them, such as `https://shop.example`. A visitor may have
   * forged them.
   */
  readOrigin(request: Req): string;
}

/** A Node request with the extensions of frameworks. */
type HostRequest = NodeRequest & { originalUrl?: string; twinbeam?: RequestTwinbeam };

/** A visitor who does not read the response is disconnected after this time, in milliseconds. */
const idleTimeoutMs = 30_000;

/** Limits the idle time of a connection for our response only: the next response may be a slow one of the host's. */
function limitIdleTime({ httpVersionMajor }: NodeRequest, response: ServerResponse): void {
  if (httpVersionMajor > 1) {
    // The connection carries other requests at the same time, so only the stream of this response is limited.
    response.setTimeout(idleTimeoutMs, () => response.destroy());
    return;
  }
  const limit = (socket: Socket): void => {
    const { timeout = 0 } = socket;
    socket.setTimeout(idleTimeoutMs);
    // Runs before Node's own listener, which limits how long the connection waits for its next request.
    response.prependOnceListener('finish', () => socket.setTimeout(timeout));
  };
  // A pipelined request gets its socket when the responses before it are written.
  if (!response.socket) response.once('socket', limit);
  // Requests of `inject`, with which tests call Fastify, have no Node socket.
  else if ('setTimeout' in response.socket) limit(response.socket);
}

/**
 * Creates a handler of Node requests. It sets `twinbeam`, responds to Twinbeam's own routes, and calls `next` for the
 * others.
 */
export function createNodeHandler<Req extends HostRequest>(twinbeam: Twinbeam, sender: NodeSender<Req>) {
  const { createContext, findRoute } = findHttp(twinbeam);
  const isOrigin = createOriginCheck();
  return (request: Req, response: ServerResponse, next: (error?: Error) => void): void => {
    // Node forgets the address of a connection that has closed, unless it was read before.
    void request.socket.remoteAddress;
    const context = createLazy(() => createContext(toHttpRequest(request, sender, isOrigin)));
    request.twinbeam = createRequestTwinbeam(twinbeam, context);

    const respond = findRoute(toPath(request));
    if (!respond) {
      next();
      return;
    }
    limitIdleTime(request, response);
    // In an async function, so that errors thrown before the first await reach the host too: in `node:http` they would
    // end the process.
    const serve = async (): Promise<void> => writeNodeResponse(response, await respond(context()));
    serve().catch(next);
  };
}

function toHttpRequest<Req extends HostRequest>(
  request: Req,
  sender: NodeSender<Req>,
  isOrigin: (text: string) => boolean,
): HttpRequest {
  const { headers } = request;
  return {
    method: request.method ?? 'GET',
    url: createLazy(() => toAbsoluteUrl(request, sender.readOrigin(request), isOrigin)),
    ip: createLazy(() => sender.readIp(request)),
    peer: () => request.socket.remoteAddress,
    isProxyTrusted: () => sender.isProxyTrusted?.(request) ?? false,
    header: (name) => headers[name] as string | undefined,
    readBody: (limits) => readNodeBody(request, limits),
  };
}

/** The URL of the request line, including the path that a framework's router has removed. */
const toTarget = ({ originalUrl, url }: HostRequest): string => originalUrl ?? url ?? '/';

/** The path of the request line, which may be a whole URL (RFC 9112, 3.2.2). */
function toPath(request: HostRequest): string {
  const target = toTarget(request);
  if (!target.startsWith('/')) return URL.canParse(target) ? new URL(target).pathname : '/';
  const end = target.search(/[?#]/);
  return end < 0 ? target : target.slice(0, end);
}

/** Exactly an http or https scheme, a host and an optional port. */
const originPattern = /^https?:\/\/(?:\w[\w.-]*|\[[\da-f:.]+\])(?::\d+)?$/i;

/** Creates the check of an origin. It remembers the last one, because nearly all requests of a server have the same. */
const createOriginCheck = () => rememberLast((text) => originPattern.test(text) && URL.canParse(text));

/** Builds the full URL. The visitor controls the Host header, so an invalid host is ignored (RFC 9110, 7.2). */
function toAbsoluteUrl(request: HostRequest, origin: string, isOrigin: (text: string) => boolean): string {
  const target = toTarget(request);
  if (target.startsWith('/') && isOrigin(origin)) return origin + target;
  return /^https?:/i.test(target) && URL.canParse(target) ? target : `http://localhost${toPath(request)}`;
}
