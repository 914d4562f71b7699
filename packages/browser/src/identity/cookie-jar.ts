import { attempt } from '../page/attempt.js';
import { createSafeDocument } from '../page/safe-document.js';

/** The cookies of a page. Values are neither decoded nor encoded: either would change a click id. */
export interface CookieJar {
  /** Returns all cookies as one text, for `read`; empty where cookies are denied. */
  readAll(): string;
  /** @param all from `readAll`, where several cookies are read: `document.cookie` is slow */
  read(name: string, all?: string): string | undefined;
  /** @param maxAge seconds */
  write(name: string, value: string, maxAge: number): void;
  /** Removes a cookie from every domain that a page of this host can write to. */
  remove(name: string): void;
  /** Returns the number of labels of the domain that cookies are written on, less one; 0 for localhost and IP addresses. */
  subdomainIndex(): number;
}

const probe = '_tb';

/**
 * Creates the cookie jar of a window. Cookies are written on the widest domain that the browser accepts, which refuses
 * public suffixes. The domain is found by a test cookie, when it is first needed.
 */
export function createCookieJar(window: Window): CookieJar {
  const { hostname, protocol } = window.location;
  const document = createSafeDocument(window);
  const domains = listDomains(hostname);
  const secure = protocol === 'https:' ? ';secure' : '';
  let widest: string | undefined;

  // In a sandboxed frame reading and writing cookies throws.
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

/** Lists the domains of a host from the widest to the host itself; last none, for IP addresses and names without dots. */
function listDomains(hostname: string): string[] {
  const domains = [''];
  if (!/\.\d+$/.test(hostname)) {
    for (let domain = hostname; domain.includes('.'); domain = domain.slice(domain.indexOf('.') + 1))
      domains.unshift(domain);
  }
  return domains;
}
