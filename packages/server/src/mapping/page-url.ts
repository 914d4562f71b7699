import { cutUrl, holdsEmail, maxUrlLength, toWellFormed, withoutPersonalParameters } from '@twinbeam/shared';

/** Neighbouring parts share no characters, so that the match takes linear time whatever a visitor sends. */
const urlPattern = /^(https?:\/\/)(?:[^/?#@\s]*@)?([^/?#@\s%]+)(\/[^?#\s]*)?(?:\?([^#\s]*))?(#\S*)?$/i;

const parse = (url: unknown): RegExpExecArray | null =>
  typeof url === 'string' ? urlPattern.exec(cutUrl(url.trim().replaceAll(' ', '%20'))) : null;

/**
 * Returns the URL of a page as Meta may see it: http(s) only, without credentials, without query parameters that hold
 * an e-mail address or have a name of personal data, in the fragment too, and without path segments or a fragment that
 * hold an e-mail address. A long URL is cut. Spaces, which a decoded URL has, are encoded.
 */
export function cleanUrl(value: unknown): string | undefined {
  if (typeof value === 'string' && isClean(value)) return toWellFormed(value);
  const match = parse(value);
  if (!match) return undefined;
  const [, scheme = '', host = '', path = '', query, fragment = ''] = match;
  const pairs = query?.split('&').filter((pair) => !holdsEmail(pair));
  const rest = withoutPersonalParameters(`?${pairs?.join('&') ?? ''}${holdsEmail(fragment) ? '' : fragment}`);
  return toWellFormed(scheme + host + cleanPath(path) + rest.replace(/^\?(?=#|$)/, ''));
}

const cleanPath = (path: string): string =>
  path
    .split('/')
    .map((segment) => (holdsEmail(segment) ? '_' : segment))
    .join('/');

/** Returns whether a quick look at a URL shows that there is nothing to remove, as in most URLs. */
function isClean(url: string): boolean {
  return url.length <= maxUrlLength && plainUrl.test(url) && withoutPersonalParameters(url) === url;
}

/** Without `@` and `%`, a URL holds neither credentials nor an e-mail address. */
const plainUrl = /^https?:\/\/[^/?#\s@%]+(?:\/[^\s@%]*)?$/;

/** Parses the host name of a URL, in lower case and without port. */
export const parseHost = (url: unknown): string | undefined => parse(url)?.[2]?.replace(/:\d*$/, '').toLowerCase();
