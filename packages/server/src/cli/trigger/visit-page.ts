import { isHitPath } from '@twinbeam/shared';
import type { Page } from 'puppeteer-core';
import { CommandError } from '../command-error.js';
import { exitCodes } from '../exit-codes.js';
import { withBrowserPage } from '../with-browser-page.js';
import type { EventSample } from './event-samples.js';

/** What an event did in the visitor's browser and on the site's server. */
export interface Visit {
  eventId: string;
  /** Whether the browser sent a hit of the Pixel with this id. */
  hit: boolean;
  /** The server's result; undefined if it gave none. */
  result?: { status: string; problems?: { severity: string; message?: string }[]; reason?: string };
}

const timeoutMs = 20_000;

/** Runs in the page: waits until the script has loaded. */
const waitForScript = `new Promise((resolve, reject) => {
  setTimeout(reject, ${timeoutMs});
  window.twinbeam.ready(resolve);
}).then(() => undefined)`;

/** Visits a page with a headless browser, and tracks an event there. Rejects with `CommandError`. */
export const visitPage = (url: string, { event, properties }: EventSample, grantsConsent: boolean): Promise<Visit> =>
  withBrowserPage(async (page) => {
    const watch = watchRequests(page);
    const response = await page.goto(url, { timeout: timeoutMs }).catch((error: Error) => {
      throw new CommandError(`${url} cannot be opened: ${error.message}`, exitCodes.unavailable);
    });
    if (response && response.status() >= 400) {
      throw new CommandError(
        `${url} responds with ${response.status()}: give --to a page of the site that anybody can open.`,
        exitCodes.failed,
      );
    }
    // A string, because it is evaluated in the page.
    await page.evaluate(waitForScript).catch(() => {
      throw new CommandError(
        `${url} has no script of Twinbeam: twinbeam doctor --page ${url} shows why.`,
        exitCodes.failed,
      );
    });
    if (grantsConsent) await page.evaluate(`window.twinbeam.consent('granted')`);
    const eventId = await page.evaluate(
      `window.twinbeam.track(${JSON.stringify(event)}, ${JSON.stringify(properties)})`,
    );
    if (typeof eventId !== 'string') {
      throw new CommandError(
        'The page sends nothing: its visitor has not consented. Add --grant-consent.',
        exitCodes.failed,
      );
    }
    await page.evaluate('window.twinbeam.flush()');
    return await watch.find(eventId);
  });

/** Watches the hits of the Pixel, and the responses of the site's server. */
function watchRequests(page: Page) {
  const hits: string[] = [];
  const results: (Visit['result'] & { eventId?: string })[] = [];
  page.on('request', (request) => {
    if (isHitPath(new URL(request.url()).pathname))
      hits.push(decodeURIComponent(request.url()) + (request.postData() ?? ''));
  });
  page.on('response', (response) => {
    if (!new URL(response.url()).pathname.endsWith('/collect')) return;
    void response.json().then(
      (body: { results?: typeof results }) => results.push(...(body.results ?? [])),
      () => undefined,
    );
  });
  return {
    async find(eventId: string): Promise<Visit> {
      const read = (): Visit => {
        const result =
          results.find((one) => one.eventId === eventId) ?? results.find(({ status }) => status !== 'accepted');
        return { eventId, hit: hits.some((hit) => hit.includes(eventId)), ...(result && { result }) };
      };
      for (let waitedMs = 0; waitedMs < 8_000; waitedMs += 100) {
        const visit = read();
        if (visit.hit && visit.result) return visit;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      return read();
    },
  };
}
