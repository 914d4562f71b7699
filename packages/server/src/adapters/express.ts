import type { Request, RequestHandler } from 'express';
import type { Twinbeam } from '../twinbeam.js';
import { createNodeHandler } from './node-handler.js';
import type { RequestTwinbeam } from './request-twinbeam.js';

export type { RequestTwinbeam };

declare global {
  namespace Express {
    interface Request {
      /** Twinbeam for the visitor of this request. */
      twinbeam: RequestTwinbeam;
    }
  }
}

/**
 * Serves the routes of an instance and sets `req.twinbeam`, in Express 4 and 5. It may be used before or after
 * `express.json()`. Behind a proxy, set Express's `trust proxy`; otherwise every visitor has the proxy's address.
 * Throws `TypeError` if its argument was not returned by `createTwinbeam`.
 *
 * @example
 * app.use(twinbeamExpress(createTwinbeam()));
 * app.post('/orders', async (req, res) => {
 *   await req.twinbeam.track('Order Completed', { order_id: '1001', revenue: 99.5, currency: 'EUR' });
 *   res.redirect('/thanks/1001');
 * });
 */
export function twinbeamExpress(twinbeam: Twinbeam): RequestHandler {
  return createNodeHandler<Request>(twinbeam, {
    readIp: (req) => req.ip,
    isProxyTrusted,
    readOrigin: (req) => `${req.protocol}://${readHost(req) ?? ''}`,
  });
}

/** Reads the host with its port. In Express 4, `req.host` has no port. */
function readHost(req: Request): string | undefined {
  const forwarded = req.get('x-forwarded-host')?.split(',', 1)[0]?.trim();
  if (!forwarded) return req.get('host');
  return isProxyTrusted(req) ? forwarded : req.get('host');
}

/** Returns whether Express's `trust proxy` trusts the headers of the nearest proxy. */
function isProxyTrusted(req: Request): boolean {
  const isTrusted = req.app.get('trust proxy fn') as (address: string | undefined, hop: number) => boolean;
  return isTrusted(req.socket.remoteAddress, 0);
}
