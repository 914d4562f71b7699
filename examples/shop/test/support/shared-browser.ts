import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'puppeteer-core';
import type { TestBrowser } from './browsers.js';

interface SharedBrowser {
  browser: Browser;
  profile: string;
}

/** Browsers of this process. Vitest runs several files in it, and a Firefox takes seconds to start. */
const shared = new Map<TestBrowser['name'], SharedBrowser>();

/** Returns a browser that lasts as long as this process: the one that another file has started, if it still runs. */
export async function shareBrowser({ name, launch }: TestBrowser): Promise<Browser> {
  const running = shared.get(name)?.browser;
  if (running?.connected) return running;
  const profile = await mkdtemp(join(tmpdir(), `twinbeam-${name}-`));
  const browser = await launch({ profile });
  shared.set(name, { browser, profile });
  return browser;
}

// By this signal Vitest ends a process that has no file left, and gives it half a second.
process.once('SIGTERM', () => {
  for (const { browser, profile } of shared.values()) {
    browser.process()?.kill('SIGKILL');
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
  process.kill(process.pid, 'SIGTERM');
});
