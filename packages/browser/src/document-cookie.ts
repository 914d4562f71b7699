/** Cookies of a page, values as they stand: a click id must be neither decoded nor encoded. */
export type CookieJar = [
  read: (name: string) => string | undefined,
  write: (name: string, value: string, maxAge: number) => void,
  /** Labels of the domain that the cookies are set on, less one; 0 for localhost and addresses. */
  subdomainIndex: number,
];

const probe = '_tb';

/** The page's cookies, written on the widest domain that the browser accepts: it refuses public suffixes. */
export function createCookieJar(document: Document, { hostname }: Location): CookieJar {
  let domain = '';
  const read = (name: string) => document.cookie.match(`(?:^|; )${name}=([^;]*)`)?.[1];
  const write = (name: string, value: string, maxAge: number) => {
    document.cookie = `${name}=${value};path=/;samesite=lax;max-age=${maxAge};domain=${domain}`;
  };

  const labels = hostname.split('.');
  for (let from = labels.length - 2; from >= 0 && !read(probe); from--) {
    domain = labels.slice(from).join('.');
    write(probe, '1', 9);
  }
  write(probe, '', 0);
  const subdomainIndex = /\.\d+$/.test(hostname) ? 0 : (domain || hostname).split('.').length - 1;
  return [read, write, subdomainIndex];
}
