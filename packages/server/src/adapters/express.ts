import type { Request, RequestHandler, Response } from 'express';
import { createLazy } from '../create-lazy.js';
import type { BodyRead, HttpRequest, HttpResponse } from '../http/http-message.js';
import { findHttp } from '../http/http-side.js';
import { type BodyLimits, readNodeBody } from '../http/read-node-body.js';
import { createRequestTwinbeam, type RequestTwinbeam } from '../http/request-twinbeam.js';
import type { Twinbeam } from '../twinbeam.js';

export type { RequestTwinbeam };

declare global {
  namespace Express {
    interface Request {
      /** Twinbeam, for the visitor of this request. */
      twinbeam: RequestTwinbeam;
    }
  }
}

/**
 * Serves the routes of an instance and gives handlers `req.twinbeam`. It may be used before or after `express.json()`.
 * Behind a proxy set Express's `trust proxy`, or every visitor has the proxy's address. Throws `TypeError` for what
 * `createTwinbeam` has not returned.
 *
 * @example
 * app.use(twinbeamExpress(createTwinbeam()));
 * app.post('/orders', async (req, res) => {
 *   await req.twinbeam.track('Order Completed', { order_id: '1001', revenue: 99.5, currency: 'EUR' });
 *   res.redirect('/thanks/1001');
 * });
 */
export function twinbeamExpress(twinbeam: Twinbeam): RequestHandler {
  const { basePath, bodyLimits, createContext, handle } = findHttp(twinbeam);
  const prefix = `${basePath}/`;
  return function handleTwinbeam(req, res, next) {
    // Node forgets the address of a connection that ends, unless it was read before.
    void req.socket.remoteAddress;
    const context = createLazy(() => createContext(toHttpRequest(req, bodyLimits)));
    req.twinbeam = createRequestTwinbeam(twinbeam, context);

    const path = req.baseUrl + req.path;
    if (!path.startsWith(prefix)) return next();
    req.socket.setTimeout(idleTimeoutMs);
    handle(path.slice(basePath.length), context())
      .then((response) => writeResponse(res, response))
      .catch(next);
  };
}

const toHttpRequest = (req: Request, limits: BodyLimits): HttpRequest => ({
  method: req.method,
  url: createLazy(() => toAbsoluteUrl(req)),
  ip: () => req.ip,
  peer: () => req.socket.remoteAddress,
  header: (name) => req.get(name),
  readBody: async () => (req.body === undefined ? readNodeBody(req, limits) : readParsedBody(req, limits)),
});

/** A body that the host has parsed is bounded by the host, and by the length that the request declares. */
const readParsedBody = (req: Request, { maxBytes }: BodyLimits): BodyRead =>
  Number(req.get('content-length') ?? 0) > maxBytes ? { failure: 'too-large' } : { body: req.body };

/** The visitor writes the Host header: one that makes no URL is ignored. */
function toAbsoluteUrl(req: Request): string {
  const url = `${req.protocol}://${req.host}${req.originalUrl}`;
  return URL.canParse(url) ? url : `http://localhost${req.path}`;
}

/** A visitor who does not read the response loses the connection, after this time in milliseconds. */
const idleTimeoutMs = 30_000;

function writeResponse(res: Response, { status, headers, text, json }: HttpResponse): void {
  res.status(status);
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (name === 'set-cookie') for (const cookie of value) res.append('set-cookie', cookie);
    else res.set(name, value);
  }
  if (json !== undefined) res.json(json);
  else res.end(text);
}
