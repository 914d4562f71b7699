import { findChromium } from '@twinbeam/sandbox/chromium';
import axe from 'axe-core';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';

/** The inspector's page in a browser. */
export interface InspectorPage {
  page: Page;
  /** Exceptions, console errors and violations of the page's content security policy. */
  errors: string[];
  /** Waits until an element that matches the selector contains the text. */
  untilText(selector: string, text: string): Promise<void>;
  /** Clicks the first button that contains the text. */
  click(text: string): Promise<void>;
  /** Runs axe-core. Returns its findings, one per line. */
  findViolations(): Promise<string[]>;
  close(): Promise<void>;
}

export const launchChromium = async (): Promise<Browser> =>
  puppeteer.launch({ ...(await findChromium()), headless: true, protocolTimeout: 60_000 });

/** Opens the inspector of a server like a person, and signs in. */
export async function openInspector(
  browser: Browser,
  origin: string,
  { token = '', width = 1280, height = 900, scheme = 'light' } = {},
): Promise<InspectorPage> {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (line) => {
    if (line.type() === 'error') errors.push(line.text());
  });
  await page.setViewport({ width, height });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  await page.goto(`${origin}/twin/inspect`);
  if (token !== '') {
    await page.type('input[name=token]', token);
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    await page.waitForSelector('.live.on');
  }
  return {
    page,
    errors,
    async untilText(selector, text) {
      await page.waitForFunction(
        (where: string, wanted: string) =>
          [...document.querySelectorAll(where)].some((element) => element.textContent?.includes(wanted)),
        { timeout: 20_000, polling: 50 },
        selector,
        text,
      );
    },
    async click(text) {
      const button = await page.waitForSelector(`::-p-xpath(//button[contains(., '${text}')])`, { timeout: 20_000 });
      // Not a click of the mouse, which would miss a row that moves.
      await button?.evaluate((element) => (element as HTMLElement).click());
    },
    async findViolations() {
      // The page's policy allows only its own scripts, so axe-core is evaluated, not loaded.
      const { violations } = await runAxe(page);
      return violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html, any }) => `${id}: ${html.slice(0, 160)} ${any.map(({ message }) => message).join()}`),
      );
    },
    close: () => context.close(),
  };
}

async function runAxe(
  page: Page,
): Promise<{ violations: { id: string; nodes: { html: string; any: { message: string }[] }[] }[] }> {
  await page.evaluate(axe.source);
  return page.evaluate('axe.run()') as never;
}
