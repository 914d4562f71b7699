import { isIP } from 'node:net';
import { toPublicIp } from '../../mapping/public-ip.js';

/** Top-level domains that no public name server knows (RFC 6761, RFC 6762). */
const localName = /^[^.]*$|\.(?:localhost|local|test|internal)$/;

/** Returns whether a host name of a URL means this machine or its network alone. */
export function isLocalHost(hostname: string): boolean {
  const address = hostname.replace(/^\[|\]$/g, '');
  return isIP(address) ? toPublicIp(address) === undefined : localName.test(hostname);
}
