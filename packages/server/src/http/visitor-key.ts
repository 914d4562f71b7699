import { isIPv4 } from 'node:net';
import ipaddr from 'ipaddr.js';
import { publicIp } from './client-ip.js';
import type { HttpRequest } from './http-message.js';

/** Whose a request is, for limits by address. */
export interface VisitorKey {
  /** The visitor's own address, an IPv6 one by its /64; undefined where many visitors may share the address. */
  key: string | undefined;
  /** Sentence about what somebody should correct in front of the server. */
  advice?: string;
}

/** Headers by which proxies pass a visitor's address on. */
const forwardingHeaders = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'cf-connecting-ip', 'true-client-ip'];

const trustAdvice =
  "Requests carry a forwarding header that is not trusted, so the visitor's address is unknown: only the total rate limit holds, and events go without IP address. Behind one proxy set app.set('trust proxy', 1) in Express, trustProxy: 1 of twinbeamNode, or pass ip to the handler of twinbeamFetch.";
const proxyAdvice =
  "Requests come from a private address without X-Forwarded-For, so the visitor's address is unknown: only the total rate limit holds, and events go without IP address. Let the proxy send X-Forwarded-For and trust it: app.set('trust proxy', 1) in Express, trustProxy: 1 of twinbeamNode.";

/** Finds whose a request is. Behind a proxy that is not trusted, the address is the proxy's and all visitors share it. */
export function toVisitorKey(request: HttpRequest, clientIp: string | undefined): VisitorKey {
  const peer = request.peer() ?? '';
  const isForwarded = forwardingHeaders.some((name) => request.header(name) !== undefined);
  const ip = request.ip();
  // A web-standard request without an address has neither.
  const isTrusted = ip !== undefined && ip !== peer;
  if (isForwarded && !isTrusted) return { key: undefined, advice: trustAdvice };
  if (clientIp !== undefined) return { key: toNetwork(clientIp) };
  return isTrusted || isLoopback(peer) || publicIp(peer) ? { key: undefined } : { key: undefined, advice: proxyAdvice };
}

/** A single IPv6 visitor has a /64 at least (RFC 6177). */
function toNetwork(ip: string): string {
  if (isIPv4(ip)) return ip;
  const address = ipaddr.parse(ip);
  return 'parts' in address ? address.parts.slice(0, 4).join(':') : ip;
}

const isLoopback = (address: string): boolean =>
  ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback';
