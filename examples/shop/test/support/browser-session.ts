import type { Browser, BrowserContext, Page } from 'puppeteer-core';

/** A visitor: a new browser profile with one open tab. */
export interface BrowserSession {
  context: BrowserContext;
  page: Page;
  /** Opens another tab of the same visitor. */
  openTab(): Promise<Page>;
  /** Exceptions, unhandled rejections, policy violations, and errors that scripts write to the console. */
  errors: string[];
  /** Warnings that scripts write to the console. */
  warnings: string[];
  close(): Promise<void>;
}

export interface BrowserSessionOptions {
  /** Runs in each page before any script of the page. */
  before?: (() => void) | undefined;
}

export async function createBrowserSession(
  browser: Browser,
  { before }: BrowserSessionOptions = {},
): Promise<BrowserSession> {
  const context = await browser.createBrowserContext();
  const errors: string[] = [];
  const warnings: string[] = [];
  const openTab = async () => {
    const page = await context.newPage();
    page.on('pageerror', (error) => errors.push(String(error)));
    page.on('console', (line) => {
      // The browser's own lines about failed requests have no arguments; lines of scripts do.
      if (line.args().length === 0) return;
      if (line.type() === 'error') errors.push(line.text());
      if (line.type() === 'warn') warnings.push(line.text());
    });
    await page.evaluateOnNewDocument(() => {
      // A headless shell has no `window.chrome`, by which Meta's library recognises Chrome.
      if (/Chrome/.test(navigator.userAgent)) Object.assign(window, { chrome: {} });
      addEventListener('unhandledrejection', ({ reason }) => console.error('unhandled', String(reason)));
      addEventListener('securitypolicyviolation', ({ blockedURI }) => console.error('forbidden', blockedURI));
    });
    if (before) await page.evaluateOnNewDocument(before);
    return page;
  };
  return { context, page: await openTab(), openTab, errors, warnings, close: () => context.close() };
}
