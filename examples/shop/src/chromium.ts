import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** Where a Chromium is, and how it is started; what Playwright's and Puppeteer's `launch` both take. */
export interface FoundChromium {
  executablePath?: string;
  channel?: 'chrome';
  args: string[];
}

/**
 * A real Chromium for tests and pictures: the one that `CHROME_PATH` names; on Linux x64 the one that comes as a
 * development dependency; elsewhere an installed Chrome.
 */
export async function findChromium(): Promise<FoundChromium> {
  const { CHROME_PATH } = process.env;
  if (CHROME_PATH) return { executablePath: CHROME_PATH, args };
  if (process.platform !== 'linux' || process.arch !== 'x64') return { channel: 'chrome', args };
  return { executablePath: await unpackChromium(), args: [...args, '--headless=shell', '--no-zygote'] };
}

export const launchChromium = async (): Promise<Browser> => chromium.launch(await findChromium());

/** Unpacks the dependency, with the libraries that it brings along for systems that lack them. */
async function unpackChromium(): Promise<string> {
  const bare = !spawnSync('ldconfig', ['-p'], { encoding: 'utf8' }).stdout?.includes('libnss3.so');
  // This is how the package is told to unpack its libraries and to put them on the path.
  if (bare) process.env.AWS_LAMBDA_JS_RUNTIME ??= 'nodejs20.x';
  const { TMPDIR } = process.env;
  process.env.TMPDIR = join(tmpdir(), `twinbeam-chromium-143${bare ? '-bare' : ''}`);
  mkdirSync(process.env.TMPDIR, { recursive: true });
  try {
    const { default: packed } = await import('@sparticuz/chromium');
    packed.setGraphicsMode = false;
    return await packed.executablePath();
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
}
