import { existsSync } from 'node:fs';
import { findChromium } from '@twinbeam/sandbox/chromium';
import puppeteer, { type Browser } from 'puppeteer-core';

/** A host name that both browsers resolve to this machine. */
export const testHost = 'www.shop.test';

const firefoxPath = [process.env.FIREFOX_PATH, '/usr/bin/firefox-esr', '/usr/bin/firefox'].find(
  (path) => path && existsSync(path),
);

/** The available browsers. Firefox is found where systems install it, or with `FIREFOX_PATH`. */
export const browsers: { name: 'chromium' | 'firefox'; launch(): Promise<Browser> }[] = [
  {
    name: 'chromium',
    async launch() {
      const found = await findChromium();
      const args = [...found.args, `--host-resolver-rules=MAP ${testHost} 127.0.0.1`];
      return puppeteer.launch({ ...found, headless: true, args });
    },
  },
  ...(firefoxPath
    ? [
        {
          name: 'firefox' as const,
          launch: () =>
            puppeteer.launch({
              browser: 'firefox',
              executablePath: firefoxPath,
              headless: true,
              extraPrefsFirefox: { 'network.dns.localDomains': testHost },
            }),
        },
      ]
    : []),
];
