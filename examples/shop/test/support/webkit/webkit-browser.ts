import type { Browser } from 'puppeteer-core';
import { type Display, startDisplay } from './display.js';
import type { WebKitPaths } from './find-webkit.js';
import { collectReports } from './page-reports.js';
import { createTestProxy } from './test-proxy.js';
import { createWebDriverSession } from './web-driver.js';
import { createWebKitPage, type WebKitTabs } from './webkit-page.js';

type WebKitPage = ReturnType<typeof createWebKitPage>;

/** The time between two reads of the pages' reports, in milliseconds. */
const reportMs = 150;

/**
 * Starts WebKitGTK, which has the engine of Safari. Returns the part of Puppeteer's `Browser` that the tests use:
 * Puppeteer needs WebDriver BiDi, which this engine does not have.
 *
 * @param ipv6Host the host that is reached over IPv6
 */
export async function launchWebKit(paths: WebKitPaths, ipv6Host: string): Promise<Browser> {
  const display = await startDisplay(paths.display);
  const visitors = new Set<Awaited<ReturnType<typeof createVisitor>>>();
  const kill = (): void => {
    for (const visitor of visitors) visitor.kill();
    display.process.kill();
  };
  const browser = {
    connected: true,
    process: () => ({ kill }),
    async createBrowserContext() {
      const visitor = await createVisitor(paths, display, ipv6Host);
      visitors.add(visitor);
      return visitor;
    },
    async close() {
      await Promise.all([...visitors].map((visitor) => visitor.close()));
      kill();
    },
  };
  return browser as unknown as Browser;
}

/** Starts a browser with a new profile. */
async function createVisitor(paths: WebKitPaths, display: Display, ipv6Host: string) {
  const pages: WebKitPage[] = [];
  const proxy = await createTestProxy({
    ipv6Host,
    onRequest(request) {
      for (const page of pages) page.emitRequest(request);
    },
  });
  const driver = await createWebDriverSession(
    paths.driver,
    // Renders without a graphics card.
    { ...process.env, DISPLAY: display.name, LIBGL_ALWAYS_SOFTWARE: '1', WEBKIT_DISABLE_DMABUF_RENDERER: '1' },
    {
      proxy: { proxyType: 'manual', httpProxy: `127.0.0.1:${proxy.port}` },
      pageLoadStrategy: 'none',
      'webkitgtk:browserOptions': { binary: paths.browser, args: ['--automation'] },
    },
  );
  const scripts = [collectReports];
  proxy.script = collectReports;
  let last: Promise<unknown> = Promise.resolve();
  const tabs: WebKitTabs = {
    driver,
    proxy,
    current: await driver.send<string>('GET', '/window'),
    inOrder(run) {
      const result = last.then(run);
      last = result.catch(() => undefined);
      return result;
    },
    addScript(script) {
      scripts.push(script);
      proxy.script = scripts.join(';\n');
    },
  };
  const timer = setInterval(() => {
    for (const page of pages) void page.emitReports();
  }, reportMs);
  let isClosed = false;
  return {
    async newPage() {
      const isFirst = pages.length === 0;
      const page = createWebKitPage(tabs, isFirst ? tabs.current : await openTab(tabs));
      pages.push(page);
      return page;
    },
    cookies: async () => pages[0]?.cookies() ?? [],
    deleteCookie: async () => pages[0]?.deleteCookies(),
    async close() {
      if (isClosed) return;
      isClosed = true;
      clearInterval(timer);
      await last;
      await driver.close();
      proxy.close();
    },
    kill: driver.kill,
  };
}

async function openTab({ inOrder, driver }: WebKitTabs): Promise<string> {
  return inOrder(async () => (await driver.send<{ handle: string }>('POST', '/window/new', { type: 'tab' })).handle);
}
