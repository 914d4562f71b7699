import { parse } from 'cookie';

/** Cookies by name, as they are in the header. */
export type Cookies = Record<string, string | undefined>;

/** Reads a `Cookie` header without decoding the values, which would change click ids. */
export const readCookies = (header: string | undefined): Cookies => parse(header ?? '', { decode: (value) => value });

/** Reads all values of one cookie. Browsers send several if the cookie is set for more than one path or domain. */
export function readCookieValues(header: string | undefined, name: string): string[] {
  if (!header?.includes(name)) return [];
  return header.split(';').flatMap((pair) => {
    const [key = '', ...value] = pair.split('=');
    return key.trim() === name ? [value.join('=').trim()] : [];
  });
}
