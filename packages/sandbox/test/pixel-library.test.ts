import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ReceivedEvent } from '@twinbeam/sandbox';
import type { Browser } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { browsers } from './support/browsers.js';
import { type Fact, facts, isInCopy, plainPixel } from './support/pixel-facts.js';
import { openPixelPage, type PixelPage, type PixelPageOptions, waitFor } from './support/pixel-page.js';

/** The stand-in, and the copies of Meta's own library in the folder that `TWINBEAM_FBEVENTS` names. */
const folder = process.env.TWINBEAM_FBEVENTS;
const copies = folder ? readdirSync(folder).filter((name) => name.endsWith('.js')) : [];
const libraries: [title: string, path: string | undefined][] = [
  ['the stand-in', undefined],
  ...copies.map((name): [string, string] => [name, join(String(folder), name)]),
];

const toNames = ({ pixelId, event_name, event_id }: ReceivedEvent) => `${pixelId} ${event_name} ${event_id ?? '-'}`;
const sortTexts = (values: unknown[]) => values.map((value) => JSON.stringify(value)).sort();

describe.each(browsers)('in $name', ({ name, launch }) => {
  let browser: Browser;
  let open: PixelPage | undefined;
  beforeAll(async () => {
    browser = await launch();
  }, 60_000);
  afterAll(() => browser?.close());
  afterEach(async () => {
    await open?.close();
    open = undefined;
  });
  const openPage = async (options: PixelPageOptions): Promise<PixelPage> => {
    open = await openPixelPage(browser, options);
    return open;
  };

  describe.each(libraries)('%s', (title, pixelLibrary) => {
    it.each(facts.filter((fact) => !pixelLibrary || isInCopy(fact, title)))(
      '$fact',
      { timeout: 30_000 },
      async (fact: Fact) => {
        const { act, afterHits = 0, see = toNames, state } = fact;
        const opened = await openPage({ ...fact, pixelLibrary });
        const expected = sortTexts(Array.isArray(fact.hits) ? fact.hits : fact.hits[name]);
        if (act) {
          await waitFor(() => opened.page.evaluate('!!fbq.callMethod'));
          await waitFor(() => opened.hits().length >= afterHits);
          await opened.page.evaluate(act);
        }
        const seen = () => sortTexts(opened.hits().map(see));
        await expect.poll(seen).toEqual(expected);
        await opened.settle();
        expect(seen()).toEqual(expected);
        if (state) await expect.poll(() => opened.page.evaluate(state[0])).toEqual(state[1]);
      },
    );
  });

  it('sends nothing before the configuration has run', { timeout: 30_000 }, async () => {
    const script = `fbq('init', '111'); fbq('trackSingle', '111', 'Lead');`;
    const { log, hits } = await openPage({ pixels: { 111: { delayMs: 300 } }, script });
    await waitFor(() => hits().length > 0);
    expect(log.filter((line) => /signals|tr\/$/.test(line)).slice(0, 3)).toEqual([
      'GET /signals/config/111',
      '200 /signals/config/111',
      'GET /tr/',
    ]);
  });

  it('sends a picture of 2,047 characters, and another way what is longer', { timeout: 30_000 }, async () => {
    const track = (length: number) => `fbq('trackSingle', '111', 'Lead', { text: 'x'.repeat(${length}) });`;
    const { page, hits } = await openPage({ pixels: plainPixel, script: `fbq('init', '111');${track(1)}` });
    let length = 0;
    page.on('request', (request) => {
      if (request.url().includes('/tr/?')) length = request.url().length;
    });
    await waitFor(() => hits().length === 1);
    await page.evaluate(track(1));
    await waitFor(() => hits().length === 2 && length > 0);
    const longest = 2_047 - length + 1;
    await page.evaluate(track(longest));
    await waitFor(() => hits().length === 3 && length === 2_047);
    await page.evaluate(track(longest + 1));
    await waitFor(() => hits().length === 4);
    expect(hits().map(({ parameters }) => parameters?.rqm)).toEqual([
      'GET',
      'GET',
      'GET',
      name === 'chromium' ? 'formPOST' : 'SB',
    ]);
  });
});
