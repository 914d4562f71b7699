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

/** The browsers of this process. Vitest runs several files in a process, and Firefox takes seconds to start. */
const shared = new Map<TestBrowser['name'], SharedBrowser>();

/** Returns a browser that lasts as long as this process. Reuses one that another file has started, if it still runs. */
export async function shareBrowser({ name, launch }: TestBrowser): Promise<Browser> {
  const running = shared.get(name)?.browser;
  if (running?.connected) return running;
  const profile = await mkdtemp(join(tmpdir(), `twinbeam-${name}-`));
  const browser = await launch({ profile });
  shared.set(name, { browser, profile });
  return browser;
}

// With this signal Vitest ends a process that has no more files, and gives it half a second.
process.once('SIGTERM', () => {
  for (const { browser, profile } of shared.values()) {
    browser.process()?.kill('SIGKILL');
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
  process.kill(process.pid, 'SIGTERM');
});
