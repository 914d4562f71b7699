import type { Browser, Page } from 'puppeteer-core';
import { afterEach, beforeEach, expect } from 'vitest';
import { type BrowserSession, type BrowserSessionOptions, createBrowserSession } from './browser-session.js';
import { type BrowserChoice, type BrowserSettings, describeBrowsers, type TestBrowser } from './browsers.js';
import { pixelLibraries } from './pixel-libraries.js';
import { createTestServer, type TestServer, type TestServerOptions, withoutVersion } from './server.js';

interface OpenOptions {
  path?: string;
  host?: string;
  page?: Page;
  headers?: Record<string, string>;
}

/** A server and a visitor, created anew for each test. */
export interface Fixture {
  browser: TestBrowser['name'];
  /** Pages get a copy of Meta's library. Without its plugins it reads neither cookies nor forms. */
  isMetaLibrary: boolean;
  server: TestServer;
  session: BrowserSession;
  /** Replaces the server with a server that has these options. */
  restart(options: TestServerOptions): Promise<void>;
  /** Replaces the visitor with a new one, in a separate browser if there are settings. */
  changeVisitor(options: BrowserSessionOptions, settings?: BrowserSettings): Promise<void>;
  /** Serves a page with this head at a path, and opens it. */
  open(head: string, options?: OpenOptions): Promise<void>;
  /** Evaluates an expression in the page. */
  evaluate<Value>(expression: string, page?: Page): Promise<Value>;
  /** Returns the paths of Twinbeam's and Meta's files and hits that pages opened with `open` have requested. */
  requestedPaths(): string[];
  /** Returns the hosts to which pages opened with `open` have sent requests. */
  requestedHosts(): string[];
  /** Tracks a last event, waits for it, and returns the sorted names of all other events, by leg. */
  arrivedNames(page?: Page): Promise<{ browser: string[]; server: string[] }>;
  /** Waits, so that a page has time to do something that it must not do. */
  wait(ms?: number): Promise<void>;
}

/** Options of the test server, and the browsers in which the tests run; default `every`. */
export interface FixtureOptions extends TestServerOptions {
  browsers?: BrowserChoice;
}

/** Describes tests for each browser and Pixel library. Each test gets a server with these options and a visitor. */
export function describeFixture(
  title: string,
  tests: (fixture: Fixture) => void,
  { browsers = 'every', ...options }: FixtureOptions = {},
): void {
  for (const library of pixelLibraries) {
    const describeOne = (browser: TestBrowser, running: () => Browser) => {
      const fixture = createFixture(browser, running, library.path);
      beforeEach(async () => {
        await fixture.restart(options);
        await fixture.changeVisitor({});
      });
      afterEach(() => fixture.close());
      tests(fixture);
    };
    describeBrowsers(title + library.title, describeOne, browsers);
  }
}

/** Describes tests of what does not depend on the browser's engine: in Chromium and Firefox, unless `TWINBEAM_LONG` is set. */
export const describeInFastBrowsers = (
  title: string,
  tests: (fixture: Fixture) => void,
  options: TestServerOptions = {},
): void => describeFixture(title, tests, { ...options, browsers: 'fast' });

/** Creates the value of `arrivedNames` for events that have arrived on both legs. */
export const byBoth = (...names: string[]): { browser: string[]; server: string[] } => ({
  browser: names.sort(),
  server: names,
});

const legs = ['browser', 'server'] as const;

function createFixture(
  browser: TestBrowser,
  running: () => Browser,
  pixelLibrary: string | undefined,
): Fixture & { close(): Promise<void> } {
  let server: TestServer | undefined;
  let session: BrowserSession | undefined;
  /** A browser that a test has started only for itself. */
  let ownBrowser: Browser | undefined;
  let requested: URL[] = [];
  let lastEvents = 0;

  const endSession = async () => {
    await session?.close();
    await ownBrowser?.close();
    session = ownBrowser = undefined;
    requested = [];
  };
  const fixture: Fixture & { close(): Promise<void> } = {
    browser: browser.name,
    isMetaLibrary: pixelLibrary !== undefined,
    get server() {
      return server as TestServer;
    },
    get session() {
      return session as BrowserSession;
    },
    async restart(options) {
      await server?.close();
      server = await createTestServer({ pixelLibrary, ...options });
    },
    async changeVisitor(options, settings) {
      await endSession();
      if (settings) ownBrowser = await browser.launch(settings);
      session = await createBrowserSession(ownBrowser ?? running(), options);
    },
    async open(head, { path = '/', host, page = fixture.session.page, headers } = {}) {
      fixture.server.putPage(path.replace(/[?#].*/, ''), `<!doctype html><title>Shop</title>${head}`, headers);
      page.off('request');
      page.on('request', (request) => void requested.push(new URL(request.url())));
      await page.goto(fixture.server.url(path, host));
    },
    evaluate: (expression, page = fixture.session.page) => page.evaluate(expression) as never,
    requestedPaths: () =>
      requested.map(({ pathname }) => withoutVersion(pathname)).filter((path) => /^\/(twin|tr|en_US)\//.test(path)),
    requestedHosts: () => [...new Set(requested.map(({ hostname }) => hostname))].filter(Boolean),
    async arrivedNames(page) {
      const last = `Last ${++lastEvents}`;
      await fixture.evaluate(`twinbeam.track('${last}')`, page);
      await expect.poll(() => legs.map((leg) => fixture.server.names(leg).includes(last))).toEqual([true, true]);
      // Hits are separate requests, which may overtake each other.
      await fixture.wait(150);
      const others = (leg: 'browser' | 'server') =>
        fixture.server.names(leg).filter((name) => !name.startsWith('Last '));
      return { browser: others('browser'), server: others('server') };
    },
    wait: (ms = 300) => new Promise((resolve) => setTimeout(resolve, ms)),
    async close() {
      await endSession();
      await server?.close();
      server = undefined;
    },
  };
  return fixture;
}
