import { isIP, isIPv4, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * First octets of all ranges in https://www.iana.org/assignments/iana-ipv4-special-registry and of multicast. All other
 * addresses are public, and need not be compared with the ranges, which is slower.
 */
const specialFirstOctet = /^(0|10|100|127|169|172|19[28]|203|2[2-5]\d)\./;

/**
 * Returns a public address as Meta can use it: an IPv4-mapped IPv6 address as IPv4, and without the port that some
 * proxies append. Undefined if the address is not public.
 */
export function toPublicIp(value: unknown): string | undefined {
  const text = typeof value === 'string' ? value.trim() : '';
  if (isIPv4(text)) return specialFirstOctet.test(text) ? toPublic(text) : text;
  if (isIP(text)) return toPublic(text);
  const [, v6, v4] = withPort.exec(text) ?? [];
  if (v6 !== undefined) return isIPv6(v6) ? toPublic(v6) : undefined;
  return v4 !== undefined && isIPv4(v4) ? toPublic(v4) : undefined;
}

/** `[2001:db8::1]:443`, `[2001:db8::1]` or `192.0.2.1:61598`. */
const withPort = /^(?:\[([^\]]{2,45})\](?::\d{1,5})?|([\d.]{7,15}):\d{1,5})$/;

function toPublic(text: string): string | undefined {
  // A zone (`%eth0`) has a meaning on its own host only.
  const [plain = ''] = text.split('%', 1);
  if (!ipaddr.isValid(plain)) return undefined;
  const address = ipaddr.process(plain);
  return address.range() === 'unicast' ? address.toString() : undefined;
}
