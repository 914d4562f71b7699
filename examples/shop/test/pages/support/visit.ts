import type { Browser, BrowserContext, Page } from 'puppeteer-core';

/** A visitor: a fresh profile of the browser, with one tab open. */
export interface Visit {
  context: BrowserContext;
  page: Page;
  /** Another tab of the same visitor. */
  open(): Promise<Page>;
  /** What went wrong in the tabs: exceptions, unhandled rejections, and what was written to the console as an error. */
  troubles: string[];
  /** What was written to the console as a warning. */
  warnings: string[];
  close(): Promise<void>;
}

export interface VisitOptions {
  /** Runs in each page before any script of the page. */
  before?: (() => void) | undefined;
}

export async function createVisit(browser: Browser, { before }: VisitOptions = {}): Promise<Visit> {
  const context = await browser.createBrowserContext();
  const troubles: string[] = [];
  const warnings: string[] = [];
  const open = async () => {
    const page = await context.newPage();
    page.on('pageerror', (error) => troubles.push(String(error)));
    page.on('console', (line) => {
      // What the browser says of failed requests has no arguments; scripts write theirs with some.
      if (line.args().length === 0) return;
      if (line.type() === 'error') troubles.push(line.text());
      if (line.type() === 'warn') warnings.push(line.text());
    });
    await page.evaluateOnNewDocument(() => {
      addEventListener('unhandledrejection', ({ reason }) => console.error('unhandled', String(reason)));
      addEventListener('securitypolicyviolation', ({ blockedURI }) => console.error('forbidden', blockedURI));
    });
    if (before) await page.evaluateOnNewDocument(before);
    return page;
  };
  return { context, page: await open(), open, troubles, warnings, close: () => context.close() };
}
