import { isIP } from 'node:net';
import type { RequestHandler } from 'express';

/** The content security policy of the page: only its own files, and no framing. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * Creates middleware for the page and its API. It refuses host names that a foreign site could have pointed at this
 * machine (DNS rebinding), and changes requested by a foreign page.
 *
 * @param hosts allowed names, in addition to `localhost`, IP addresses and names without a dot
 */
export const createGuard =
  (hosts: string[]): RequestHandler =>
  (req, res, next) => {
    res.set({
      'content-security-policy': contentSecurityPolicy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    });
    const name = (req.get('host') ?? '').replace(/:\d*$/, '').toLowerCase();
    if (!isLocal(name) && !hosts.includes(name)) {
      return void res.status(421).send(`The sandbox does not know the host ${JSON.stringify(name)}.`);
    }
    const origin = req.get('origin');
    const isForeign = origin !== undefined && origin !== `${req.protocol}://${req.get('host')}`;
    if (isForeign && req.method !== 'GET' && req.method !== 'HEAD') {
      return void res.status(403).send('Pages of other origins must not change the sandbox.');
    }
    next();
  };

/** Returns whether no public DNS server can resolve a name. */
const isLocal = (name: string): boolean =>
  !name.includes('.') || name.endsWith('.localhost') || isIP(name.replace(/^\[|\]$/g, '')) !== 0;
