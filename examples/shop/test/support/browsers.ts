import { existsSync } from 'node:fs';
import { findChromium } from '@twinbeam/sandbox/chromium';
import puppeteer, { type Browser } from 'puppeteer-core';
import { beforeAll, describe, it } from 'vitest';
import { shareBrowser } from './shared-browser.js';
import { findWebKit, type WebKitPaths } from './webkit/find-webkit.js';
import { launchWebKit } from './webkit/webkit-browser.js';

/** Host names that every browser resolves to this machine, for tests of cookie domains. None is a secure context. */
const hosts = ['shop.test', 'www.shop.test', 'pay.shop.test', 'other.test'];
/** A host name that resolves to this machine's IPv6 address. */
const ipv6Host = 'ipv6.shop.test';

/** Returns launch options. A caller that passes a profile removes it, when the process ends. */
const toLaunchOptions = (profile?: string) => ({
  headless: true,
  ...(profile && { userDataDir: profile, handleSIGTERM: false }),
});

/** Settings that a user may have made in a browser. */
export interface BrowserSettings {
  /** Blocks all cookies and, in Firefox, all storage. */
  denyCookies?: boolean;
  /** Path of the profile. Default: one that the browser removes when it is closed. */
  profile?: string;
}

/** A browser that the tests run in. */
export interface TestBrowser {
  name: 'chromium' | 'firefox' | 'webkit';
  /** What to install if the browser is missing. */
  missing?: string | undefined;
  launch(settings?: BrowserSettings): Promise<Browser>;
}

const firefoxPaths = [
  process.env.FIREFOX_PATH,
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
];
const firefoxPath = firefoxPaths.find((path) => path && existsSync(path));

const webKitPaths = findWebKit();

const browsers: TestBrowser[] = [
  {
    name: 'chromium',
    async launch({ profile } = {}) {
      const found = await findChromium();
      const mapped = [...hosts.map((host) => `MAP ${host} 127.0.0.1`), `MAP ${ipv6Host} [::1]`];
      const rules = `--host-resolver-rules=${mapped.join(',')}`;
      const args = [...found.args, rules];
      return puppeteer.launch({ ...found, ...toLaunchOptions(profile), args });
    },
  },
  {
    name: 'firefox',
    missing: firefoxPath ? undefined : 'install Firefox, or set FIREFOX_PATH',
    launch: ({ denyCookies, profile } = {}) =>
      puppeteer.launch({
        browser: 'firefox',
        executablePath: firefoxPath as string,
        ...toLaunchOptions(profile),
        extraPrefsFirefox: {
          'network.dns.localDomains': [...hosts, ipv6Host].join(','),
          ...(denyCookies && { 'network.cookie.cookieBehavior': 2 }),
        },
      }),
  },
  {
    name: 'webkit',
    missing: webKitPaths ? undefined : 'install WebKitGTK’s MiniBrowser with its WebDriver, and Xvfb',
    launch: () => launchWebKit(webKitPaths as WebKitPaths, ipv6Host),
  },
];

/** The browsers that `TWINBEAM_BROWSERS` requires: their names, separated by commas. */
const required = (process.env.TWINBEAM_BROWSERS ?? '').split(',');

/**
 * The browsers in which tests run: in `every` one, or in the `fast` ones unless `TWINBEAM_LONG` is set. WebKit starts anew
 * for each visitor, so tests of what does not depend on the engine are only worth it there before a release.
 */
export type BrowserChoice = 'every' | 'fast';

/**
 * Describes tests for each browser. Firefox and WebKit are found where systems install them, Firefox also with
 * `FIREFOX_PATH`. The tests of a missing browser are skipped, unless it is required.
 *
 * @param tests gets the browser, and a function that returns the running one during a test
 */
export function describeBrowsers(
  title: string,
  tests: (browser: TestBrowser, running: () => Browser) => void,
  choice: BrowserChoice,
): void {
  for (const browser of browsers) {
    const { name, missing } = browser;
    const isChosen = choice === 'every' || name !== 'webkit' || process.env.TWINBEAM_LONG;
    describe.runIf(isChosen)(`${title}, in ${name}`, () => {
      if (missing) {
        it(`needs a browser that is missing: ${missing}`, ({ skip }) => {
          if (required.includes(name)) throw new Error(`${name} is missing.`);
          skip();
        });
        return;
      }
      let running: Browser;
      beforeAll(async () => {
        running = await shareBrowser(browser);
      });
      tests(browser, () => running);
    });
  }
}
