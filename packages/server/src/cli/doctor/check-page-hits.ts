import { isHitPath } from '@twinbeam/shared';
import type { Page } from 'puppeteer-core';
import { CommandError } from '../command-error.js';
import { exitCodes } from '../exit-codes.js';
import { withBrowserPage } from '../with-browser-page.js';
import { bad, type Check, good, warning } from './check.js';

const timeoutMs = 20_000;
/** The time that tag managers have, after the page has loaded, to load their tags. */
const settleMs = 3_000;

/** The state of a page, as it is read in the page. */
interface PageState {
  /** The event ids of the script's own events. */
  ownIds: string[];
  /** The pixel was initialised, and not by the script. */
  isInitialised: boolean;
}

/** Runs in the page. With the parameter `twinbeam_debug` the script keeps its reports. */
const toStateExpression = (pixelId: string) => `(() => {
  const { reports = [], pixels = [] } = window['twinbeam.tracker'] ?? {};
  const coexists = pixels.some((one) => one.pixelId === '${pixelId}' && one.coexist);
  const isOther = ({ id, trackSingleOnly }) => id === '${pixelId}' && trackSingleOnly !== true;
  const { queue = [], getState } = window.fbq ?? {};
  return {
    ownIds: reports.flatMap(({ call }) => call?.eventID ?? []),
    isInitialised: !coexists && queue.length === 0 && !!getState?.().pixels.some(isOther),
  };
})()`;

/**
 * Opens the page in a headless browser, and checks whether anything but the script initialises the pixel or sends to it.
 * Hits and messages are kept back, so that Meta counts nothing. Rejects with `CommandError` if there is no browser.
 */
export const checkPageHits = (site: string, pixelId: string): Promise<Check[]> =>
  withBrowserPage(async (page) => {
    const hits = await catchHits(page, pixelId);
    const url = new URL(site);
    url.searchParams.set('twinbeam_debug', '');
    await page.goto(url.href, { timeout: timeoutMs }).catch((error: Error) => {
      throw new CommandError(`${site} cannot be opened: ${error.message}`, exitCodes.unavailable);
    });
    await new Promise((resolve) => setTimeout(resolve, settleMs));
    const { ownIds, isInitialised } = (await page.evaluate(toStateExpression(pixelId))) as PageState;
    const names = new Set(hits.filter(({ eventId }) => !ownIds.includes(eventId)).map(({ name }) => name));
    if (names.size > 0) {
      const list = [...names].join(', ');
      return [
        bad(
          `Another tag on the page sends to pixel ${pixelId}, without our ids, so they count twice: ${list}. Remove it.`,
        ),
      ];
    }
    if (isInitialised) {
      return [
        warning(
          `Another script on the page initialises pixel ${pixelId}: make sure that it sends nothing to it, which would count twice.`,
        ),
      ];
    }
    return [good(`In a browser, as a new visitor, nothing else on the page sends to pixel ${pixelId}.`)];
  });

/** Keeps back the page's hits and messages, and returns the list to which hits of the pixel are added. */
async function catchHits(page: Page, pixelId: string): Promise<{ name: string; eventId: string }[]> {
  const hits: { name: string; eventId: string }[] = [];
  await page.setRequestInterception(true);
  page.on('request', (request) => {
    const { pathname, searchParams } = new URL(request.url());
    const isHit = isHitPath(pathname);
    const [name, eventId] = [searchParams.get('ev'), searchParams.get('eid') ?? ''];
    if (isHit && name && searchParams.get('id') === pixelId) hits.push({ name, eventId });
    const isMessage = request.method() === 'POST' && pathname.endsWith('/collect');
    void (isHit || isMessage ? request.abort() : request.continue()).catch(() => undefined);
  });
  return hits;
}
