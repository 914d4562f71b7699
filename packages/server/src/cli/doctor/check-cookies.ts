import { isLocalHost } from '../../http/collect/is-local-host.js';
import { findSiteDomain } from '../../mapping/site-domain.js';
import { bad, type Check, good, warning } from './check.js';

/** Checks whether browsers keep the site's cookies, and on which domain. */
export function checkCookies(page: string): Check[] {
  const { protocol, hostname } = new URL(page);
  if (isLocalHost(hostname)) return [];
  if (protocol !== 'https:') {
    return [bad(`Serve ${hostname} over https: browsers drop cookies marked Secure, and Meta wants https.`)];
  }
  const domain = findSiteDomain(hostname);
  if (domain === undefined) {
    return [
      warning(`${hostname} has no domain for cookies: they stay on this host; give the site a domain of its own.`),
    ];
  }
  return [good(`Cookies are set for ${domain} and all hosts below it.`)];
}
