/** The name of the cookie that stores a visitor's IPv6 address, signed by the server, or `none` for an hour. */
export const signedAddressCookie = 'twinbeam_ipv6';

/** The lifetime of that cookie in seconds: one day. */
export const signedAddressMaxAge = 24 * 60 * 60;

/**
 * Parses a signed address into its parts, without verifying the signature; returns undefined for anything else.
 *
 * @example
 * parseSignedAddress('2606:4700::1111.1800086400000.dGhlIHNpZ25hdHVyZSBpcyA0MyBjaGFyYWN0ZXJzLi4');
 */
export function parseSignedAddress(
  value: unknown,
): { address: string; expiresAt: string; signature: string } | undefined {
  const match = typeof value === 'string' && /^([\da-f:]{2,39})\.(\d{13})\.([\w-]{43})$/.exec(value);
  if (!match) return undefined;
  const [, address = '', expiresAt = '', signature = ''] = match;
  return { address, expiresAt, signature };
}
