import { isIP, isIPv4 } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * How every range begins that https://www.iana.org/assignments/iana-ipv4-special-registry or multicast sets apart. What
 * begins otherwise is public, and spares the library's slower look.
 */
const mayBeSpecial = /^(0|10|100|127|169|172|19[28]|203|2[2-5]\d)\./;

/**
 * A visitor's address as Meta can use it: public, IPv6 kept, an IPv4 address in IPv6 clothes unwrapped. Private, local
 * and unreadable addresses are none.
 */
export function publicIp(value: unknown): string | undefined {
  const text = typeof value === 'string' ? value.trim() : '';
  if (isIPv4(text) && !mayBeSpecial.test(text)) return text;
  if (isIP(text) === 0 || !ipaddr.isValid(text)) return undefined;
  const address = ipaddr.process(text);
  return address.range() === 'unicast' ? address.toString() : undefined;
}
