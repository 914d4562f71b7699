import { describe, expect, it } from 'vitest';
import { exitCodes } from '../exit-codes.js';
import { startBrowser } from './start-browser.js';

const fail = (message: string) => () => Promise.reject(new Error(message));
const noPackage = "Cannot find package '@sparticuz/chromium' imported from find-chromium.js";

describe('the start of a browser', () => {
  it.each([
    ['there is no package of Chromium', fail(noPackage), fail('not reached'), noPackage],
    [
      'there is no Chrome at the path',
      async () => ({ args: [] }),
      fail('Browser was not found.\nat x'),
      'was not found',
    ],
  ])('says what to do when %s', async (_cause, findChromium, launch, reason) => {
    await expect(startBrowser({ findChromium, launch })).rejects.toMatchObject({
      name: 'CommandError',
      exitCode: exitCodes.usage,
      message: expect.stringMatching(
        new RegExp(`${reason}\\. Set CHROME_PATH .* npm install --save-dev @sparticuz/chromium\\.$`),
      ),
    });
  });
});
