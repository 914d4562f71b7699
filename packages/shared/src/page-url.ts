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
  if (typeof value === 'string' && isClean(value)) return wellFormed(value);
  const match = parse(value);
  if (!match) return undefined;
  const [, scheme = '', host = '', path = '', query, fragment = ''] = match;
  const cleanQuery = query
    ?.split('&')
    .filter((pair) => !holdsEmail(pair) && !isPersonalPair(pair))
    .join('&');
  return wellFormed(
    scheme + host + cleanPath(path) + (cleanQuery ? `?${cleanQuery}` : '') + (holdsEmail(fragment) ? '' : fragment),
  );
}

const cleanPath = (path: string): string =>
  path
    .split('/')
    .map((segment) => (holdsEmail(segment) ? '_' : segment))
    .join('/');

/** Whether an address shows at a glance that there is nothing to clean: most are such. */
function isClean(url: string): boolean {
  if (url.length > maxLength || url.includes('@') || url.includes('%') || !cleanPattern.test(url)) return false;
  const start = url.indexOf('?');
  const hash = url.indexOf('#');
  if (start < 0 || (hash >= 0 && hash < start)) return true;
  return !url
    .slice(start + 1, hash < 0 ? undefined : hash)
    .split('&')
    .some(isPersonalPair);
}

const cleanPattern = /^https?:\/\/[^/?#\s]+(\/\S*)?$/;

const isPersonalPair = (pair: string): boolean => isPersonalName(parameterName(pair));

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
