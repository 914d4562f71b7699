import type { Sandbox } from '@twinbeam/sandbox';
import { findChromium } from '@twinbeam/sandbox/chromium';
import axe from 'axe-core';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';

/** The sandbox's page in a browser. */
export interface SandboxPage {
  page: Page;
  /** Exceptions, errors in the console, and violations of the page's content security policy. */
  errors: string[];
  /** Evaluates an expression in the page. */
  evaluate<Value>(expression: string): Promise<Value>;
  /** Waits until an expression is true. */
  until(expression: string): Promise<void>;
  /** Returns the text of the first element that matches a selector, with white space normalised. */
  text(selector: string): Promise<string>;
  /** Returns the texts of the rows of the list, the newest first. */
  rows(): Promise<string[]>;
  /** Clicks the row that contains this text. */
  openRow(text: string): Promise<void>;
  /** Runs axe-core. Returns its findings, one per line. */
  findViolations(): Promise<string[]>;
  close(): Promise<void>;
}

export const launchChromium = async (): Promise<Browser> =>
  puppeteer.launch({ ...(await findChromium()), headless: true, protocolTimeout: 60_000 });

/** Opens the page of a sandbox. */
export async function openSandboxPage(
  browser: Browser,
  sandbox: Sandbox,
  { width = 1280, height = 900, scheme = 'light', hash = '' } = {},
): Promise<SandboxPage> {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (line) => {
    if (line.type() === 'error') errors.push(line.text());
  });
  await page.setViewport({ width, height });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  await page.goto(`${sandbox.url}/${hash}`);
  await page.waitForSelector('main');
  const evaluate = <Value>(expression: string) => page.evaluate(expression) as Promise<Value>;
  return {
    page,
    errors,
    evaluate,
    until: async (expression) => void (await page.waitForFunction(expression, { timeout: 60_000, polling: 50 })),
    text: (selector) => page.$eval(selector, (element) => (element.textContent ?? '').replaceAll(/\s+/g, ' ').trim()),
    rows: () =>
      page.$$eval('.card', (cards) =>
        cards
          .sort((a, b) => Number(a.ariaPosInSet) - Number(b.ariaPosInSet))
          .map((card) => [...card.children].map((part) => part.textContent).join(' ')),
      ),
    async openRow(text) {
      await page.waitForFunction(
        (wanted: string) => [...document.querySelectorAll('.card')].some((card) => card.textContent?.includes(wanted)),
        {},
        text,
      );
      await page.evaluate((wanted) => {
        const card = [...document.querySelectorAll<HTMLElement>('.card')].find((row) =>
          row.textContent?.includes(wanted),
        );
        card?.click();
      }, text);
      await page.waitForSelector('.details .verdict');
    },
    async findViolations() {
      await evaluate(axe.source);
      const { violations } = await evaluate<{
        violations: { id: string; nodes: { html: string; any: { message: string }[] }[] }[];
      }>('axe.run()');
      return violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html, any }) => `${id}: ${html.slice(0, 160)} ${any.map(({ message }) => message).join()}`),
      );
    },
    async close() {
      if (!page.isClosed()) await context.close();
    },
  };
}
