import type { Request, RequestHandler, Response } from 'express';
import getRawBody from 'raw-body';
import { bodyTooLarge, type HttpRequest, type HttpResponse } from '../http/http-message.js';
import { findHttp } from '../http/http-side.js';
import { createRequestTwinbeam, type RequestTwinbeam } from '../http/request-twinbeam.js';
import { lazy } from '../lazy.js';
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
  const { basePath, maxBytes, createContext, handle } = findHttp(twinbeam);
  const prefix = `${basePath}/`;
  return function handleTwinbeam(req, res, next) {
    // Node forgets the address of a connection that ends, unless it was read before.
    void req.socket.remoteAddress;
    const context = lazy(() => createContext(toHttpRequest(req, maxBytes)));
    req.twinbeam = createRequestTwinbeam(twinbeam, context);

    const path = req.baseUrl + req.path;
    if (!path.startsWith(prefix)) return next();
    handle(path.slice(basePath.length), context())
      .then((response) => writeResponse(res, response))
      .catch(next);
  };
}

const toHttpRequest = (req: Request, maxBytes: number): HttpRequest => ({
  method: req.method,
  url: lazy(() => toAbsoluteUrl(req)),
  ip: () => req.ip,
  header: (name) => req.get(name),
  readBody: async () => req.body ?? readBody(req, maxBytes),
});

/** The visitor writes the Host header: one that makes no URL is ignored. */
function toAbsoluteUrl(req: Request): string {
  const url = `${req.protocol}://${req.host}${req.originalUrl}`;
  return URL.canParse(url) ? url : `http://localhost${req.path}`;
}

/** Reads the body as text. One that is aborted, or is not as long as its header says, is empty. */
async function readBody(req: Request, maxBytes: number): Promise<string | typeof bodyTooLarge> {
  try {
    return await getRawBody(req, { limit: maxBytes, length: req.get('content-length') ?? null, encoding: 'utf8' });
  } catch (error) {
    return (error as { type?: unknown }).type === 'entity.too.large' ? bodyTooLarge : '';
  }
}

function writeResponse(res: Response, { status, headers, text, json }: HttpResponse): void {
  res.status(status);
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (name === 'set-cookie') for (const cookie of value) res.append('set-cookie', cookie);
    else res.set(name, value);
  }
  if (json !== undefined) res.json(json);
  else res.end(text);
}
