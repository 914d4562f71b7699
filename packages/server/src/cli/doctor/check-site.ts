import type { ResolvedOptions, ResolvedPixel } from '../../options/resolve-options.js';
import { bad, type Check, good } from './check.js';
import { checkBlockLists } from './check-block-lists.js';
import { checkCookies } from './check-cookies.js';
import { checkProxy } from './check-proxy.js';
import { checkSecondTags } from './check-second-tags.js';
import { checkContentSecurity } from './content-security.js';

/**
 * Checks a page of the site: whether it has the script tag, whether its server serves the script and stores events, what
 * stands in front of it, and what else is on the page.
 */
export async function checkSite(
  site: string,
  { settings: { pixelId } }: ResolvedPixel,
  {
    metrics,
    pixelLibraryUrl,
    blockLists,
  }: Pick<ResolvedOptions, 'metrics' | 'pixelLibraryUrl'> & { blockLists: string[] },
): Promise<Check[]> {
  try {
    const page = await get(site);
    const html = await page.text();
    const src = /\ssrc="([^"<>]*\/t\.js)"/.exec(html)?.[1];
    if (!src) return [bad(`${site} has no script tag: put twinbeam.scriptTag() into its head.`)];
    const { href } = new URL(src, site);
    const script = await get(href);
    if (!script.ok)
      return [bad(`${href} responds with ${script.status}: is the middleware in use, and before others?`)];
    const served = (await script.text()).includes(`"${pixelId}"`)
      ? good(`${href} is served, with pixel ${pixelId}.`)
      : bad(`${href} is served, but not with pixel ${pixelId}: does that server have other variables?`);
    const ready = await get(new URL('health/ready', href).href);
    const stored = ready.ok
      ? good('The site can store events.')
      : bad(`The site cannot store events: ${(await ready.text()).slice(0, 200)}`);
    const policy = page.headers.get('content-security-policy') ?? undefined;
    return [
      served,
      stored,
      ...(await checkProxy(new URL('.', href).href, metrics?.token)),
      ...checkCookies(site),
      ...checkContentSecurity({ url: site, html, policy, scriptUrl: href }, pixelLibraryUrl),
      ...checkSecondTags(html, pixelId),
      ...(await checkBlockLists(blockLists, href)),
    ];
  } catch (error) {
    return [bad(`${site} cannot be read: ${(error as Error).message}`)];
  }
}

const get = (url: string): Promise<Response> => fetch(url, { signal: AbortSignal.timeout(10_000) });
