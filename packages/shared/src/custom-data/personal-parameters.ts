import { isPersonalName } from './personal-names.js';

/** Returns whether the name of a URL's parameter, which may be encoded, stands for personal data. */
function isPersonalParameter(name: string): boolean {
  try {
    return isPersonalName(name.includes('%') ? decodeURIComponent(name) : name);
  } catch {
    return isPersonalName(name);
  }
}

/** Returns whether a text may have such a parameter. It is asked of every text of a message, and few have one. */
const holdsPersonalParameter = (text: string): boolean =>
  text.includes('=') &&
  text.split(/[\s?&#]/).some((pair) => {
    const end = pair.indexOf('=');
    return end > 0 && end <= 200 && isPersonalParameter(pair.slice(0, end));
  });

/**
 * Returns a text without the parameters of URLs in it whose names stand for personal data: those of queries and, as pages
 * with routes behind the hash have them, of fragments. The text may be the query alone, without its `?`.
 *
 * @example
 * withoutPersonalParameters('https://shop.example/?phone=4479111&p=1'); // 'https://shop.example/?p=1'
 */
export function withoutPersonalParameters(text: string): string {
  if (!holdsPersonalParameter(text)) return text;
  const kept = text.replace(/(^|[?&#])([^\s/?&#=]{1,200})=[^\s?&#]*/g, (pair, mark: string, name: string) =>
    isPersonalParameter(name) ? mark.replace('&', '') : pair,
  );
  return kept.replace(/(^|[?#])&/g, '$1');
}
