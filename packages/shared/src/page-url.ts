import { holdsEmail, isPersonalName } from './pii.js';
import { wellFormed } from './value.js';

/** No two neighbours share a character, so that reading takes linear time whatever a visitor sends. */
const urlPattern = /^(https?:\/\/)(?:[^/?#@\s]*@)?([^/?#@\s]+)(\/[^?#\s]*)?(?:\?([^#\s]*))?(#\S*)?$/i;
const maxLength = 8192;

const parse = (url: unknown): RegExpExecArray | null =>
  typeof url === 'string' && url.length <= maxLength ? urlPattern.exec(url.trim()) : null;

/**
 * A page's address as Meta may see it: http(s) only, without credentials, without query parameters that hold an e-mail
 * address or are named like personal data; a path segment or fragment that holds an e-mail address goes too.
 */
export function cleanUrl(value: unknown): string | undefined {
  const match = parse(value);
  if (!match) return undefined;
  const [url, scheme = '', host = '', path = '', query, fragment = ''] = match;
  // Without these characters only the name of a parameter can tell of personal data.
  const isPlain = !url.includes('@') && !url.includes('%');
  if (isPlain && query === undefined) return wellFormed(url);
  const cleanQuery = query
    ?.split('&')
    .filter((pair) => (isPlain || !holdsEmail(pair)) && !isPersonalName(parameterName(pair)))
    .join('&');
  const start = scheme + host + (isPlain ? path : cleanPath(path));
  return wellFormed(start + (cleanQuery ? `?${cleanQuery}` : '') + (holdsEmail(fragment) ? '' : fragment));
}

const cleanPath = (path: string): string =>
  path
    .split('/')
    .map((segment) => (holdsEmail(segment) ? '_' : segment))
    .join('/');

function parameterName(pair: string): string {
  const end = pair.indexOf('=');
  const name = end < 0 ? pair : pair.slice(0, end);
  if (!name.includes('%')) return name;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** The host of an address, without port. */
const hostOf = (url: unknown): string | undefined => parse(url)?.[2]?.replace(/:\d*$/, '').toLowerCase();

/** Whether two addresses are of one site: the same host, or one below the other. */
export function sameSite(one: unknown, other: unknown): boolean {
  const hosts = [hostOf(one), hostOf(other)].map((host) => host?.replace(/^www\./, ''));
  const [a, b] = hosts;
  return a !== undefined && b !== undefined && (a === b || a.endsWith(`.${b}`) || b.endsWith(`.${a}`));
}
