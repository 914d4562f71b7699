import { getDomain } from 'tldts';

/** Returns the widest domain on which browsers accept a cookie; undefined for localhost and IP addresses. */
export function findSiteDomain(hostname: string): string | undefined {
  const domain = getDomain(hostname, { allowPrivateDomains: true });
  // Hosts of a local network may have names that no cookie accepts.
  return domain && /^[a-z0-9.-]+$/.test(domain) ? domain : undefined;
}

/**
 * Returns whether two host names are of one site: they are the same, or browsers accept cookies of both on one domain. A
 * host below another proves nothing: everybody can have one below `myshopify.com`.
 */
export function isSameSite(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  const domain = findSiteDomain(one);
  return one === other || (domain !== undefined && findSiteDomain(other) === domain);
}
