import { existsSync } from 'node:fs';
import puppeteer, { type Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { findChromium } from '../../../dist/chromium.js';

/** Names that lead to this machine in every engine, for pages whose domain matters. None of them is a secure context. */
const hosts = ['shop.test', 'www.shop.test', 'pay.shop.test', 'other.test'];

/** How a browser is set up by its user. */
export interface BrowserSettings {
  /** Refuses all cookies and, in Firefox, all storage. */
  denyCookies?: boolean;
}

/** A browser that the pages are tried in. */
export interface Engine {
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

const engines: Engine[] = [
  {
    name: 'chromium',
    async launch() {
      const found = await findChromium();
      const mapped = `--host-resolver-rules=${hosts.map((host) => `MAP ${host} 127.0.0.1`).join(',')}`;
      return puppeteer.launch({ ...found, headless: true, args: [...found.args, mapped] });
    },
  },
  {
    name: 'firefox',
    launch: ({ denyCookies } = {}) =>
      puppeteer.launch({
        browser: 'firefox',
        executablePath: firefoxPath as string,
        headless: true,
        extraPrefsFirefox: {
          'network.dns.localDomains': hosts.join(','),
          ...(denyCookies && { 'network.cookie.cookieBehavior': 2 }),
        },
      }),
  },
];

/**
 * Describes what must hold in every engine that is there. Firefox is taken from where systems have it, or from
 * `FIREFOX_PATH`; without it its tests are skipped, unless `TWINBEAM_FIREFOX=required`.
 */
export function describeEngines(title: string, tests: (engine: Engine, browser: () => Browser) => void): void {
  for (const engine of engines) {
    describe(`${title}, in ${engine.name}`, () => {
      if (engine.name === 'firefox' && !firefoxPath) {
        it('needs a Firefox, and there is none: install it or set FIREFOX_PATH', ({ skip }) => {
          if (process.env.TWINBEAM_FIREFOX === 'required') throw new Error('Firefox is missing.');
          skip();
        });
        return;
      }
      let browser: Browser;
      beforeAll(async () => {
        browser = await engine.launch();
      });
      afterAll(() => browser?.close());
      tests(engine, () => browser);
    });
  }
}
