import type { Page } from 'puppeteer-core';
import { loadPackage } from './load-package.js';
import { startBrowser } from './start-browser.js';

/** Opens an empty page in a headless browser for some work. Rejects with `CommandError`. */
export async function withBrowserPage<Result>(work: (page: Page) => Promise<Result>): Promise<Result> {
  const { default: puppeteer } = await loadPackage('puppeteer-core', () => import('puppeteer-core'));
  const { findChromium } = await loadPackage('@twinbeam/sandbox', () => import('@twinbeam/sandbox/chromium'));
  const browser = await startBrowser({ findChromium, launch: (options) => puppeteer.launch(options) });
  try {
    return await work(await browser.newPage());
  } finally {
    await browser.close();
  }
}
