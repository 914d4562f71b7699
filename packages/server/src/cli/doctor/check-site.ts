import type { ResolvedOptions } from '../../options/resolve-options.js';
import { CommandError } from '../command-error.js';
import { bad, type Check, good, type NamedCheck, warning, withName } from './check.js';
import { checkBlockLists } from './check-block-lists.js';
import { checkCookies } from './check-cookies.js';
import { checkPageHits } from './check-page-hits.js';
import { checkProxy } from './check-proxy.js';
import { checkReferrerPolicy } from './check-referrer-policy.js';
import { checkSecondTags } from './check-second-tags.js';
import { checkContentSecurity } from './content-security.js';

interface CheckSiteOptions extends Pick<ResolvedOptions, 'metrics' | 'pixelLibraryUrl'> {
  /** The pixel that the page must have; undefined if it may have any. */
  pixelId: string | undefined;
  blockLists: string[];
  browser: boolean;
}

/**
 * Checks a page of the site: whether it has the script tag, whether its server serves the script and stores events,
 * which proxies are in front of the server, and which other tags are on the page.
 */
export async function checkSite(
  site: string,
  { metrics, pixelLibraryUrl, pixelId: expectedId, blockLists, browser }: CheckSiteOptions,
): Promise<NamedCheck[]> {
  try {
    const page = await get(site);
    const html = await page.text();
    const src = /\ssrc="([^"<>]*\/t\.js)"/.exec(html)?.[1];
    if (!src) return withName('script', [explainMissingTag(site, page)]);
    const { href } = new URL(src, site);
    const { check: script, pixelId } = await checkScript(href, expectedId);
    if (pixelId === undefined) return withName('script', [script]);
    const policy = page.headers.get('content-security-policy') ?? undefined;
    const referrerPolicy = page.headers.get('referrer-policy') ?? undefined;
    const security = checkContentSecurity({ url: site, html, policy, scriptUrl: href }, pixelLibraryUrl);
    const secondTags = checkSecondTags(html, pixelId);
    const isInHtml = secondTags.some(({ result }) => result === 'bad');
    return [
      ...withName('script', page.ok ? [script] : [explainStatus(site, page), script]),
      ...withName('storing', [await checkStoring(href)]),
      ...withName('proxy', await checkProxy(new URL('.', href).href, metrics?.token)),
      ...withName('cookies', checkCookies(site)),
      ...withName('content-security-policy', security),
      ...withName('referrer-policy', [checkReferrerPolicy(site, html, referrerPolicy, href)]),
      ...withName('second-tags', isInHtml || !browser ? secondTags : await checkPageHits(site, pixelId)),
      ...withName('block-lists', await checkBlockLists(blockLists, href)),
    ];
  } catch (error) {
    if (error instanceof CommandError) throw error;
    return withName('script', [
      bad(`${site} cannot be read: ${toReason(error)}. Is the site running at that address?`),
    ]);
  }
}

const explainMissingTag = (site: string, { ok, status }: Response): Check =>
  ok
    ? bad(`${site} has no script tag: put twinbeam.scriptTag() into its head.`)
    : bad(`${site} responds with ${status}: give --page a page of the site that anybody can open.`);

const explainStatus = (site: string, { status }: Response): Check =>
  warning(`${site} responds with ${status}, and what it shows then was checked: is this the page that you mean?`);

/**
 * Checks the script. Returns the pixel of the page too; none if the other routes are not to be checked, because there is
 * no script, or no pixel in it.
 */
async function checkScript(href: string, expectedId?: string): Promise<{ check: Check; pixelId?: string }> {
  const script = await get(href);
  if (!script.ok) {
    return {
      check: bad(
        `${href} responds with ${script.status}: is the middleware in use, before all others? If a proxy removes a part of the path, set the option basePath to the visitors' path, such as '/shop/twin'.`,
      ),
    };
  }
  const code = await script.text();
  if (/html/.test(script.headers.get('content-type') ?? '') || /^\s*</.test(code)) {
    return {
      check: bad(
        `${href} is an HTML page, not the script: a catch-all route or a login comes before the middleware. Put the middleware first, and let the proxy forward its paths.`,
      ),
    };
  }
  const pixelIds = [...code.matchAll(/"pixelId":"(\d+)"/g)].flatMap(([, id]) => id ?? []);
  const pixelId = expectedId ?? pixelIds[0];
  if (pixelId === undefined) {
    return { check: bad(`${href} is served without a pixel: its server is in a dry run, and sends nothing.`) };
  }
  return {
    pixelId,
    check: pixelIds.includes(pixelId)
      ? good(`${href} is served, with pixel ${expectedId ?? pixelIds.join(', ')}.`)
      : bad(`${href} is served, but not with pixel ${pixelId}: is that server configured by other variables?`),
  };
}

async function checkStoring(scriptUrl: string): Promise<Check> {
  const ready = await get(new URL('health/ready', scriptUrl).href);
  return ready.ok
    ? good('The site can store events.')
    : bad(
        `The site cannot store events: ${(await ready.text()).slice(0, 200)}. Its log names the cause; run twinbeam doctor on that machine for its outbox.`,
      );
}

/** The message of a `fetch` error says only that the request failed; its cause says why. */
const toReason = (error: unknown): string => {
  const { message, cause } = error as Error;
  return cause instanceof Error && cause.message ? cause.message : message;
};

const get = (url: string): Promise<Response> => fetch(url, { signal: AbortSignal.timeout(10_000) });
