/** Cookies of a page, values as they stand: a click id must be neither decoded nor encoded. */
export type CookieJar = [
  /** By a copy of all cookies where several are read: to fetch them is slow. */
  read: (name: string, all?: string) => string | undefined,
  write: (name: string, value: string, maxAge: number) => void,
  /** Removes a cookie from every domain that a page of this host can reach. */
  remove: (name: string) => void,
  /** Labels of the domain that cookies are written on, less one; 0 for localhost and addresses. */
  subdomainIndex: () => number,
  /** All of them, for `read`; none where they are denied. */
  fetchAll: () => string,
];

const probe = '_tb';

/**
 * The page's cookies, written on the widest domain that the browser accepts: it refuses public suffixes. Nothing is
 * written before the first call that needs to know the domain.
 */
export function createCookieJar({ document, location: { hostname } }: Window): CookieJar {
  let widest: string | undefined;
  /** From the widest to the host, and none, for addresses and names without dots. */
  const domains = [''];
  if (!/\.\d+$/.test(hostname)) {
    for (let domain = hostname; domain.includes('.'); domain = domain.replace(/.*?\./, '')) domains.unshift(domain);
  }

  // A frame in a sandbox may not even ask.
  const fetchAll = () => {
    try {
      return document.cookie;
    } catch {
      return '';
    }
  };
  const read = (name: string, all = fetchAll()) => all.match(`(?:^|; )${name}=([^;]*)`)?.[1];
  const set = (name: string, value: string, maxAge: number, domain: string) => {
    try {
      document.cookie = `${name}=${value};path=/;samesite=lax;max-age=${maxAge};domain=${domain}`;
    } catch {
      // As above.
    }
  };
  const remove = (name: string) => {
    for (const domain of domains) set(name, '', 0, domain);
  };
  const domain = () => {
    if (widest == null) {
      widest = domains.find((candidate) => {
        set(probe, '1', 9, candidate);
        return read(probe);
      });
      remove(probe);
    }
    return widest ?? '';
  };

  return [
    read,
    (name, value, maxAge) => set(name, value, maxAge, domain()),
    remove,
    () => domain().split('.').length - 1,
    fetchAll,
  ];
}
