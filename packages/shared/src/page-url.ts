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
  const [, scheme = '', host = '', path = '', query, fragment = ''] = match;
  const cleanPath = path
    .split('/')
    .map((segment) => (holdsEmail(segment) ? '_' : segment))
    .join('/');
  const cleanQuery = query
    ?.split('&')
    .filter((pair) => !holdsEmail(pair) && !isPersonalName(parameterName(pair)))
    .join('&');
  return wellFormed(
    scheme + host + cleanPath + (cleanQuery ? `?${cleanQuery}` : '') + (holdsEmail(fragment) ? '' : fragment),
  );
}

function parameterName(pair: string): string {
  const name = pair.split('=', 1)[0] ?? '';
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** The host of an address, without port. */
const hostOf = (url: string): string | undefined => parse(url)?.[2]?.replace(/:\d*$/, '').toLowerCase();

/** Whether two addresses are of one site: the same host, or one below the other. */
export function sameSite(one: string, other: string): boolean {
  const hosts = [hostOf(one), hostOf(other)].map((host) => host?.replace(/^www\./, ''));
  const [a, b] = hosts;
  return a !== undefined && b !== undefined && (a === b || a.endsWith(`.${b}`) || b.endsWith(`.${a}`));
}
