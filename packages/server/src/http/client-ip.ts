import { isIP, isIPv4 } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * First octets of all ranges in https://www.iana.org/assignments/iana-ipv4-special-registry and of multicast. Any other
 * address is public, and needs no slower look at the ranges.
 */
const specialFirstOctet = /^(0|10|100|127|169|172|19[28]|203|2[2-5]\d)\./;

/** Returns an address as Meta can use it: public; an IPv4-mapped IPv6 address as IPv4. Undefined for any other. */
export function publicIp(value: unknown): string | undefined {
  const text = typeof value === 'string' ? value.trim() : '';
  if (isIPv4(text) && !specialFirstOctet.test(text)) return text;
  if (isIP(text) === 0 || !ipaddr.isValid(text)) return undefined;
  const address = ipaddr.process(text);
  return address.range() === 'unicast' ? address.toString() : undefined;
}
