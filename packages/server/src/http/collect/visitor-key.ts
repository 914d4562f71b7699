import { isIPv4 } from 'node:net';
import ipaddr from 'ipaddr.js';
import { toPublicIp } from '../../mapping/public-ip.js';
import type { ProxyProblem } from '../../monitoring/proxy-problems.js';
import type { HttpRequest } from '../http-message.js';
import { isLocalHost } from './is-local-host.js';

/** The visitor of a request, for rate limits by address. */
export interface VisitorKey {
  /** The visitor's own address, or its /64 network for IPv6; undefined if many visitors may share the address. */
  key: string | undefined;
  /** A mistake in front of the server that somebody must correct. */
  problem?: ProxyProblem;
}

/** Headers in which proxies pass on a visitor's address. */
const forwardingHeaders = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'cf-connecting-ip', 'true-client-ip'];

/**
 * Finds the visitor of a request. Behind a proxy that is not trusted, the address is the proxy's, and all visitors
 * share it.
 *
 * @param isHostRewritten whether a proxy has replaced the host of the request
 */
export function toVisitorKey(request: HttpRequest, clientIp: string | undefined, isHostRewritten: boolean): VisitorKey {
  const peer = request.peer() ?? '';
  const isForwarded = forwardingHeaders.some((name) => request.header(name) !== undefined);
  const ip = request.ip();
  // A web-standard request without an address has neither `ip` nor `peer`. For a browser on the proxy's own machine
  // both are the proxy's address.
  const isTrusted = ip !== undefined && (ip !== peer || (isForwarded && request.isProxyTrusted?.() === true));
  if (isForwarded && !isTrusted) return { key: undefined, problem: 'untrusted-proxy' };
  if (clientIp !== undefined) return { key: toNetwork(clientIp) };
  if (isTrusted) return isLoopback(ip) ? { key: undefined } : { key: undefined, problem: 'private-address' };
  if (peer === '') return { key: undefined, problem: 'no-address' };
  // A connection from this machine is a developer's browser, unless it requests a host that is reachable from outside.
  const isDirect = isLoopback(peer)
    ? isLocalHost(new URL(request.url()).hostname) && !isHostRewritten
    : toPublicIp(peer) !== undefined;
  return isDirect ? { key: undefined } : { key: undefined, problem: 'no-forwarded-address' };
}

/** A single IPv6 visitor has at least a /64 (RFC 6177). */
function toNetwork(ip: string): string {
  if (isIPv4(ip)) return ip;
  const address = ipaddr.parse(ip);
  return 'parts' in address ? address.parts.slice(0, 4).join(':') : ip;
}

const isLoopback = (address: string): boolean =>
  ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback';
