import { attempt } from '../page/attempt.js';
import { createSafeDocument } from '../page/safe-document.js';

/** The cookies of a page. Values are neither decoded nor encoded, because both would change a click id. */
export interface CookieJar {
  /** Returns all cookies as one string, for `read`; empty if cookies are blocked. */
  readAll(): string;
  /** @param all the result of `readAll`, to read several cookies: `document.cookie` is slow */
  read(name: string, all?: string): string | undefined;
  /** @param maxAge seconds */
  write(name: string, value: string, maxAge: number): void;
  /** Removes a cookie from every domain for which this page can set cookies. */
  remove(name: string): void;
  /** Returns the number of dots in the domain for which cookies are set; 0 for localhost and IP addresses. */
  subdomainIndex(): number;
}

const probe = '_tb';

/**
 * Creates the cookie jar of a window. Cookies are set for the widest domain that the browser accepts; browsers refuse
 * public suffixes. The domain is found with a test cookie when it is first needed.
 */
export function createCookieJar(window: Window): CookieJar {
  const { hostname, protocol } = window.location;
  const document = createSafeDocument(window);
  const domains = listDomains(hostname);
  const secure = protocol === 'https:' ? ';secure' : '';
  let widest: string | undefined;

  // In a sandboxed frame, reading and writing cookies throws.
  const readAll = () => attempt(() => document.cookie) || '';
  const read = (name: string, all = readAll()) => all.match(`(?:^|; )${name}=([^;]*)`)?.[1];
  const writeOn = (domain: string, name: string, value: string, maxAge: number) => {
    attempt(() => {
      document.cookie = `${name}=${value};path=/;samesite=lax;max-age=${maxAge};domain=${domain}${secure}`;
    });
  };
  const remove = (name: string) => {
    for (const domain of domains) writeOn(domain, name, '', 0);
  };
  const findWidest = () => {
    for (const domain of domains) {
      writeOn(domain, probe, '1', 9);
      if (!read(probe)) continue;
      remove(probe);
      return domain;
    }
    return '';
  };
  const domain = () => (widest ??= findWidest());

  return {
    readAll,
    read,
    write: (name, value, maxAge) => writeOn(domain(), name, value, maxAge),
    remove,
    subdomainIndex: () => domain().split('.').length - 1,
  };
}

/** Lists a host's domains, widest first, then an empty one, for IP addresses and names without dots. */
function listDomains(hostname: string): string[] {
  const domains = [''];
  if (!/\.\d+$/.test(hostname)) {
    for (let domain = hostname; domain.includes('.'); domain = domain.slice(domain.indexOf('.') + 1))
      domains.unshift(domain);
  }
  return domains;
}
