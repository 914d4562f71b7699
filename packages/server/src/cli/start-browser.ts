import type { Browser, LaunchOptions } from 'puppeteer-core';
import { CommandError } from './command-error.js';

/** The means to start a browser: Puppeteer, and the sandbox's function that finds one. */
export interface BrowserStarter {
  findChromium(): Promise<LaunchOptions>;
  launch(options: LaunchOptions): Promise<Browser>;
}

/** Starts a headless Chromium. Rejects with a `CommandError` that says how to get one. */
export async function startBrowser({ findChromium, launch }: BrowserStarter): Promise<Browser> {
  const found = await findChromium().catch((error: Error) => {
    throw new CommandError(error.message);
  });
  try {
    return await launch({ headless: true, ...found });
  } catch (error) {
    const [reason = ''] = (error as Error).message.split('\n');
    throw new CommandError(
      `No browser could be started: ${reason.replace(/\.$/, '')}. Set CHROME_PATH to the program of a Chrome or Chromium or, on Linux, npm install --save-dev @sparticuz/chromium.`,
    );
  }
}
