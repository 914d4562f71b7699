import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { createLazy } from '../create-lazy.js';
import type { Twinbeam } from '../twinbeam.js';
import type { HttpRequest } from './http-message.js';
import { findHttp } from './http-side.js';
import { type NodeRequest, readNodeBody } from './read-node-body.js';
import { rememberLast } from './remember-last.js';
import { createRequestTwinbeam, type RequestTwinbeam } from './request-twinbeam.js';
import { writeNodeResponse } from './write-node-response.js';

/** Sender of a request of Node's, according to the host's trusted proxies. */
export interface NodeSender<Req> {
  /** Reads the visitor's address. */
  readIp(request: Req): string | undefined;
  /** Returns whether the headers of the nearest proxy count; default: never. */
  isProxyTrusted?(request: Req): boolean;
  /** Reads scheme and host of the site as the visitor sees them: `https://shop.example`, as untrusted as the visitor. */
  readOrigin(request: Req): string;
}

/** A request as frameworks on top of Node's extend it. */
type HostRequest = NodeRequest & { originalUrl?: string; twinbeam?: RequestTwinbeam };

/** A visitor who does not read the response loses the connection, after this time in milliseconds. */
const idleTimeoutMs = 30_000;

/** Limits the idle time of a connection for our response alone: the next one may be a slow response of the host's. */
function limitIdleTime({ httpVersionMajor }: NodeRequest, response: ServerResponse): void {
  if (httpVersionMajor > 1) {
    // The connection has other requests at the same time; this limits the stream of the response.
    response.setTimeout(idleTimeoutMs, () => response.destroy());
    return;
  }
  const limit = (socket: Socket): void => {
    const { timeout = 0 } = socket;
    socket.setTimeout(idleTimeoutMs);
    // Before Node's own listener, which limits how long the connection waits for its next request.
    response.prependOnceListener('finish', () => socket.setTimeout(timeout));
  };
  // A pipelined request has its turn when the responses before it are written.
  if (!response.socket) response.once('socket', limit);
  // The requests of `inject`, by which tests call Fastify, have no connection of Node's.
  else if ('setTimeout' in response.socket) limit(response.socket);
}

/** Creates a handler of Node's requests: it gives them `twinbeam`, responds to ours, and calls `next` for the others. */
export function createNodeHandler<Req extends HostRequest>(twinbeam: Twinbeam, sender: NodeSender<Req>) {
  const { createContext, findRoute } = findHttp(twinbeam);
  const isOrigin = createOriginCheck();
  return (request: Req, response: ServerResponse, next: (error?: Error) => void): void => {
    // Node forgets the address of a connection that ends, unless it was read before.
    void request.socket.remoteAddress;
    const context = createLazy(() => createContext(toHttpRequest(request, sender, isOrigin)));
    request.twinbeam = createRequestTwinbeam(twinbeam, context);

    const respond = findRoute(toPath(request));
    if (!respond) {
      next();
      return;
    }
    limitIdleTime(request, response);
    // What is thrown before the first await is the host's to handle too: in `node:http` it would end the process.
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

/** The URL of the request line, as it was before a framework took the path of a router off. */
const toTarget = ({ originalUrl, url }: HostRequest): string => originalUrl ?? url ?? '/';

/** The path of the request line, which may be a whole URL (RFC 9112, 3.2.2). */
function toPath(request: HostRequest): string {
  const target = toTarget(request);
  if (!target.startsWith('/')) return URL.canParse(target) ? new URL(target).pathname : '/';
  const end = target.search(/[?#]/);
  return end < 0 ? target : target.slice(0, end);
}

/** A scheme of the web, a host and perhaps a port, and nothing else. */
const originPattern = /^https?:\/\/(?:\w[\w.-]*|\[[\da-f:.]+\])(?::\d+)?$/i;

/** Creates the check of an origin. Nearly all requests of a server have the same one. */
const createOriginCheck = () => rememberLast((text) => originPattern.test(text) && URL.canParse(text));

/** The visitor writes the Host header: one that is no host with perhaps a port (RFC 9110, 7.2) is ignored. */
function toAbsoluteUrl(request: HostRequest, origin: string, isOrigin: (text: string) => boolean): string {
  const target = toTarget(request);
  if (target.startsWith('/') && isOrigin(origin)) return origin + target;
  return /^https?:/i.test(target) && URL.canParse(target) ? target : `http://localhost${toPath(request)}`;
}
