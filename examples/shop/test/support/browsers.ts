import { existsSync } from 'node:fs';
import { findChromium } from '@twinbeam/sandbox/chromium';
import puppeteer, { type Browser } from 'puppeteer-core';
import { beforeAll, describe, it } from 'vitest';
import { shareBrowser } from './shared-browser.js';

/** Host names that every browser resolves to this machine, for tests of cookie domains. None is a secure context. */
const hosts = ['shop.test', 'www.shop.test', 'pay.shop.test', 'other.test'];
/** Resolved to this machine's IPv6 address. */
const ipv6Host = 'ipv6.shop.test';

/** Whoever gives a profile removes it, when the process ends. */
const toLaunchOptions = (profile?: string) => ({
  headless: true,
  ...(profile && { userDataDir: profile, handleSIGTERM: false }),
});

/** Settings that a user may have made in a browser. */
export interface BrowserSettings {
  /** Refuses all cookies and, in Firefox, all storage. */
  denyCookies?: boolean;
  /** Path of the profile. Default: one that the browser removes when it is closed. */
  profile?: string;
}

/** A browser that the tests run in. */
export interface TestBrowser {
  name: 'chromium' | 'firefox';
  launch(settings?: BrowserSettings): Promise<Browser>;
}

const firefoxPaths = [
  process.env.FIREFOX_PATH,
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
];
const firefoxPath = firefoxPaths.find((path) => path && existsSync(path));

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
];

/**
 * Describes tests for each browser. Firefox is found where systems install it, or by `FIREFOX_PATH`. Without one its
 * tests are skipped, unless `TWINBEAM_FIREFOX=required`.
 *
 * @param tests gets the browser, and a function that returns the running one during a test
 */
export function describeBrowsers(title: string, tests: (browser: TestBrowser, running: () => Browser) => void): void {
  for (const browser of browsers) {
    describe(`${title}, in ${browser.name}`, () => {
      if (browser.name === 'firefox' && !firefoxPath) {
        it('needs a Firefox, and there is none: install it or set FIREFOX_PATH', ({ skip }) => {
          if (process.env.TWINBEAM_FIREFOX === 'required') throw new Error('Firefox is missing.');
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
