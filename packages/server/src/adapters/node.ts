import type { IncomingMessage, ServerResponse } from 'node:http';
import { TLSSocket } from 'node:tls';
import * as v from 'valibot';
import { checkCallOptions } from '../options/check-call-options.js';
import { option, optionGroup } from '../options/option.js';
import type { Twinbeam } from '../twinbeam.js';
import { createNodeHandler } from './node-handler.js';
import type { RequestTwinbeam } from './request-twinbeam.js';

export type { RequestTwinbeam };

declare module 'node:http' {
  interface IncomingMessage {
    /** Twinbeam for the visitor of this request, set by the handler of `twinbeamNode`. */
    twinbeam: RequestTwinbeam;
  }
}

/**
 * Options of `twinbeamNode`.
 *
 * @example
 * const options: TwinbeamNodeOptions = { trustProxy: 1 };
 */
export interface TwinbeamNodeOptions {
  /**
   * Number of proxies in front of this server. The visitor's address is then read from `X-Forwarded-For`, that many
   * entries from its end; scheme and host from `X-Forwarded-Proto` and `X-Forwarded-Host`. Default: 0, no proxy is
   * trusted.
   */
  trustProxy?: number | undefined;
}

const nodeOptionsSchema = optionGroup({
  trustProxy: option(
    v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
    'must be the number of proxies in front of this server: 0, 1, …',
  ),
} satisfies Record<keyof TwinbeamNodeOptions, v.GenericSchema>);

/**
 * A handler in the form of Connect: it calls `next` for a request that is not for Twinbeam.
 *
 * @example
 * const handle: NodeHandler = twinbeamNode(createTwinbeam());
 */
export type NodeHandler = (request: IncomingMessage, response: ServerResponse, next: (error?: Error) => void) => void;

/**
 * Serves the routes of an instance and sets `req.twinbeam`, in a server of `node:http` or of a framework built on it.
 * Throws `TypeError` if its argument was not returned by `createTwinbeam`, and `TwinbeamOptionsError` for other options.
 *
 * @example
 * const handleTwinbeam = twinbeamNode(createTwinbeam());
 * createServer((req, res) => handleTwinbeam(req, res, () => res.end(`<head>${req.twinbeam.scriptTag()}</head>`)));
 */
export function twinbeamNode(twinbeam: Twinbeam, options?: TwinbeamNodeOptions): NodeHandler {
  const { trustProxy } = checkCallOptions('twinbeamNode', nodeOptionsSchema, options);
  const readForwarded = ({ headers }: IncomingMessage, name: string): string | undefined =>
    trustProxy > 0
      ? String(headers[name] ?? '')
          .split(',', 1)[0]
          ?.trim() || undefined
      : undefined;
  return createNodeHandler<IncomingMessage>(twinbeam, {
    readIp(request) {
      const forwarded = String(request.headers['x-forwarded-for'] ?? '').split(',');
      const addresses = [...forwarded.map((address) => address.trim()).filter(Boolean), request.socket.remoteAddress];
      // The last address is that of the connection; it is unknown if the connection is a Unix socket.
      return addresses[Math.max(0, addresses.length - 1 - trustProxy)];
    },
    isProxyTrusted: () => trustProxy > 0,
    readOrigin(request) {
      const protocol = readForwarded(request, 'x-forwarded-proto');
      // Over HTTP/2, `:authority` takes precedence over the header Host, which may differ (RFC 9113, 8.3.1).
      const { host: header, ':authority': authority = header } = request.headers;
      const host = readForwarded(request, 'x-forwarded-host') ?? authority;
      return `${protocol ?? (request.socket instanceof TLSSocket ? 'https' : 'http')}://${host ?? ''}`;
    },
  });
}
