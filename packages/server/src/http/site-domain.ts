import { getDomain } from 'tldts';

/** The widest domain on which browsers take a cookie; undefined for localhost and addresses. */
export function siteDomain(hostname: string): string | undefined {
  const domain = getDomain(hostname, { allowPrivateDomains: true });
  // Hosts of a local network may have names that no cookie takes.
  return domain && /^[a-z0-9.-]+$/.test(domain) ? domain : undefined;
}
