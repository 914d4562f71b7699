import { isPersonalName } from './personal-names.js';

/** Returns whether the name of a URL's parameter, which may be encoded several times, stands for personal data. */
function isPersonalParameter(name: string): boolean {
  try {
    return isPersonalName(name.includes('%') ? decodeURIComponent(name.replace(/%(?:25)+/g, '%')) : name);
  } catch {
    return isPersonalName(name);
  }
}

/**
 * Returns whether a text may have such a parameter, also in a URL that is a parameter of another one and therefore
 * encoded. It is asked of every text of a message, and few have one.
 */
const holdsPersonalParameter = (text: string): boolean =>
  text.includes('=') &&
  text.split(/[\s?&#]|%(?:25)*(?:3f|26|23)/i).some((pair) => {
    const end = pair.search(/=|%(?:25)*3d/i);
    return end > 0 && end <= 200 && isPersonalParameter(pair.slice(0, end));
  });

/**
 * Returns a text without the parameters of URLs in it whose names stand for personal data: those of queries and, as pages
 * with routes behind the hash have them, of fragments. A parameter that is a URL with such parameters is left out as a
 * whole. The text may be the query alone, without its `?`.
 *
 * @example
 * withoutPersonalParameters('https://shop.example/?phone=4479111&p=1'); // 'https://shop.example/?p=1'
 */
export function withoutPersonalParameters(text: string): string {
  if (!holdsPersonalParameter(text)) return text;
  const kept = text.replace(/(^|[?&#])[^\s/?&#=]{1,200}=[^\s?&#]*/g, (pair, mark: string) =>
    holdsPersonalParameter(pair) ? mark.replace('&', '') : pair,
  );
  return kept.replace(/(^|[?#])&/g, '$1');
}
