import { bad, type Check, good, warning } from './check.js';

/** The lists that most ad blockers are based on. */
export const defaultBlockLists = [
  'https://easylist.to/easylist/easylist.txt',
  'https://easylist.to/easylist/easyprivacy.txt',
];

/** Checks whether the lists of ad blockers have a filter that matches the site's own paths. */
export async function checkBlockLists(lists: readonly string[], scriptUrl: string): Promise<Check[]> {
  const urls = [scriptUrl, new URL('collect', scriptUrl).href];
  const checks = await Promise.all(lists.map((list) => checkBlockList(list, urls)));
  return checks.flat();
}

async function checkBlockList(list: string, urls: readonly string[]): Promise<Check[]> {
  const text = await readList(list);
  if (text === undefined) return [warning(`${list} could not be read, so it was not checked.`)];
  const filters = text.split('\n').filter(isNetworkFilter);
  const blocked = urls.flatMap((url) => {
    const filter = filters.find((one) => matchesFilter(one, url));
    return filter ? [bad(`${list} blocks ${url} with the filter ${filter}: set another basePath.`)] : [];
  });
  return blocked.length > 0 ? blocked : [good(`${list} blocks none of the site's paths (${filters.length} filters).`)];
}

async function readList(list: string): Promise<string | undefined> {
  try {
    const response = await fetch(list, { signal: AbortSignal.timeout(20_000) });
    return response.ok ? await response.text() : undefined;
  } catch {
    return undefined;
  }
}

/** Returns false for comments, exceptions, element rules and filters that apply to some sites only. */
const isNetworkFilter = (line: string): boolean =>
  line.trim() !== '' &&
  !/^[![]|^@@|#[@?$]?#|\$(?:[^$]*,)?domain=/.test(line) &&
  !(line.startsWith('/') && line.endsWith('/'));

const types = ['script', 'xmlhttprequest', 'ping', 'other', 'all'];
const otherTypes = /^(image|stylesheet|font|media|subdocument|popup|websocket|object|third-party|3p|csp.*|redirect.*)$/;

/** Follows https://help.adblockplus.org/hc/en-us/articles/360062733293 */
function matchesFilter(filter: string, url: string): boolean {
  const [pattern = '', options = ''] = filter.trim().split(/\$(?=[\w~,=-]+$)/);
  const named = options.split(',');
  // Filters for other sites, or for other types such as images, do not affect the site's own scripts.
  if (named.some((option) => otherTypes.test(option)) && !named.some((option) => types.includes(option))) return false;
  const [longest = ''] = pattern.split(/[*^|]+/).sort((one, other) => other.length - one.length);
  // Nearly all filters end here, before a regular expression is created.
  if (!url.toLowerCase().includes(longest.toLowerCase())) return false;
  return new RegExp(toExpression(pattern), 'i').test(url);
}

const toExpression = (pattern: string): string =>
  pattern
    .replace(/[.+?${}()[\]\\/]/g, '\\$&')
    .replaceAll(/\*+/g, '.*')
    .replaceAll('^', '(?:[^\\w.%-]|$)')
    .replace(/^\|\|/, '^https?://(?:[^/?#]*\\.)?')
    .replace(/^\|/, '^')
    .replace(/\|$/, '$');
