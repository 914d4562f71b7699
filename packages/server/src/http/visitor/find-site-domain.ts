import { getDomain } from 'tldts';

/** Returns the widest domain on which browsers accept a cookie; undefined for localhost and IP addresses. */
export function findSiteDomain(hostname: string): string | undefined {
  const domain = getDomain(hostname, { allowPrivateDomains: true });
  // Hosts of a local network may have names that no cookie accepts.
  return domain && /^[a-z0-9.-]+$/.test(domain) ? domain : undefined;
}
