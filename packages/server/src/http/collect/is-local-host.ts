import { isIP } from 'node:net';
import { toPublicIp } from '../../mapping/public-ip.js';

/** Names that no public name server resolves (RFC 6761, RFC 6762). */
const localName = /^[^.]*$|\.(?:localhost|local|test|internal)$/;

/** Returns whether a URL's host name refers only to this machine or its local network. */
export function isLocalHost(hostname: string): boolean {
  const address = hostname.replace(/^\[|\]$/g, '');
  return isIP(address) ? toPublicIp(address) === undefined : localName.test(hostname);
}
