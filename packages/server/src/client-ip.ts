import ipaddr from 'ipaddr.js';

/**
 * A visitor's address as Meta can use it: public, IPv6 kept, an IPv4 address in IPv6 clothes unwrapped. Private, local
 * and unreadable addresses are none.
 */
export function publicIp(value: unknown): string | undefined {
  if (typeof value !== 'string' || !ipaddr.isValid(value.trim())) return undefined;
  const address = ipaddr.process(value.trim());
  return address.range() === 'unicast' ? address.toString() : undefined;
}
