import { describe, expect, it } from 'vitest';
import { exitCodes } from './exit-codes.js';
import { startBrowser } from './start-browser.js';

const fail = (message: string) => () => Promise.reject(new Error(message));
const fix =
  'Set CHROME_PATH to the program of a Chrome or Chromium or, on Linux, npm install --save-dev @sparticuz/chromium.';

describe('the start of a browser', () => {
  it.each([
    [
      'there is no Chromium',
      fail(`No Chromium was found. ${fix}`),
      fail('not reached'),
      `No Chromium was found. ${fix}`,
    ],
    [
      'there is no Chrome at the path',
      async () => ({ args: [] }),
      fail('Browser was not found.\nat x'),
      `No browser could be started: Browser was not found. ${fix}`,
    ],
  ])('says what to do when %s', async (_cause, findChromium, launch, message) => {
    await expect(startBrowser({ findChromium, launch })).rejects.toMatchObject({
      name: 'CommandError',
      exitCode: exitCodes.usage,
      message,
    });
  });
});
