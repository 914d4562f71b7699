import type { Request, RequestHandler, Response } from 'express';
import getRawBody from 'raw-body';
import type { Identity } from '../http/request-identity.js';
import { type TwinRequest, type TwinResponse, tooLarge } from '../http/routes.js';
import type { SendResult } from '../send.js';
import type { TrackOptions, Twinbeam } from '../twinbeam.js';

/** What a handler can do for the visitor of its request. */
export interface RequestTwinbeam {
  /** Sends an event of this visitor. */
  track(event: string, properties?: Record<string, unknown>, options?: TrackOptions): Promise<SendResult>;
  /** Who the visitor is: plain JSON, to be stored with an order. */
  identity: Identity;
  /** The elements for the head of the page. */
  scriptTag: Twinbeam['scriptTag'];
}

declare global {
  namespace Express {
    interface Request {
      /** Twinbeam, for the visitor of this request. */
      twinbeam: RequestTwinbeam;
    }
  }
}

/**
 * Serves the routes of a kit and gives handlers `req.twinbeam`. It may stand before or after `express.json()`. Behind a
 * proxy set Express's `trust proxy`, or every visitor has the proxy's address.
 *
 * @example
 * app.use(twinbeamExpress(createTwinbeam()));
 * app.post('/orders', async (req, res) => {
 *   await req.twinbeam.track('Order Completed', { order_id: '1001', revenue: 99.5, currency: 'EUR' });
 *   res.redirect('/thanks/1001');
 * });
 */
export function twinbeamExpress(kit: Twinbeam): RequestHandler {
  const { basePath, handle, identity, maxBytes } = kit.http;
  return async function twinbeam(req, res, next) {
    const request = toTwinRequest(req, maxBytes);
    const visitor = identity(request);
    req.twinbeam = {
      identity: visitor,
      track: (event, properties, options) =>
        kit.track(event, properties, { ...options, identity: options?.identity ?? visitor }),
      scriptTag: kit.scriptTag,
    };

    const path = req.baseUrl + req.path;
    if (!path.startsWith(`${basePath}/`)) return next();
    try {
      write(res, await handle(path.slice(basePath.length), request));
    } catch (error) {
      next(error);
    }
  };
}

function toTwinRequest(req: Request, maxBytes: number): TwinRequest {
  return {
    method: req.method,
    url: absoluteUrl(req),
    ip: req.ip,
    header: (name) => req.get(name),
    body: async () => req.body ?? readBody(req, maxBytes),
  };
}

/** A Host header is the visitor's to write: one that makes no address counts as none. */
function absoluteUrl(req: Request): string {
  const url = `${req.protocol}://${req.host}${req.originalUrl}`;
  return URL.canParse(url) ? url : `http://localhost${req.path}`;
}

/** The body as text; what breaks off or is not as long as it says counts as empty. */
async function readBody(req: Request, maxBytes: number): Promise<string | typeof tooLarge> {
  try {
    return await getRawBody(req, { limit: maxBytes, length: req.get('content-length') ?? null, encoding: 'utf8' });
  } catch (error) {
    return (error as { type?: unknown }).type === 'entity.too.large' ? tooLarge : '';
  }
}

function write(res: Response, { status, headers, text, json }: TwinResponse): void {
  res.status(status);
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (name === 'set-cookie') for (const cookie of value) res.append('set-cookie', cookie);
    else res.set(name, value);
  }
  if (json !== undefined) res.json(json);
  else res.end(text);
}
