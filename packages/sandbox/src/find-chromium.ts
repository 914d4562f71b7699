import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A Chromium and how to start it: part of the options of Puppeteer's `launch`.
 *
 * @example
 * const found: FoundChromium = await findChromium();
 */
export interface FoundChromium {
  /** Path of the executable. Not set together with `channel`. */
  executablePath?: string;
  /** The Chrome that is installed on this machine. */
  channel?: 'chrome';
  /** Arguments of the program. */
  args: string[];
}

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  // The default user agent of a headless Chromium says that it is headless, and servers treat it as a bot.
  '--user-agent=Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
];

/**
 * Finds a Chromium for browser tests: the one in `CHROME_PATH`; otherwise, on Linux x64, the one in the package
 * `@sparticuz/chromium`, an optional peer that needs no root and no system libraries; elsewhere an installed Chrome.
 *
 * @throws when `@sparticuz/chromium` is needed and not installed
 * @example
 * const browser = await puppeteer.launch({ headless: true, ...(await findChromium()) });
 */
export async function findChromium(): Promise<FoundChromium> {
  const { CHROME_PATH } = process.env;
  if (CHROME_PATH) return { executablePath: CHROME_PATH, args };
  if (process.platform !== 'linux' || process.arch !== 'x64') return { channel: 'chrome', args };
  return { executablePath: await unpackChromium(), args: [...args, '--headless=shell', '--no-zygote'] };
}

/** Unpacks the package, including its shared libraries if the system lacks them. */
async function unpackChromium(): Promise<string> {
  const needsLibraries = !spawnSync('ldconfig', ['-p'], { encoding: 'utf8' }).stdout?.includes('libnss3.so');
  // The package unpacks its libraries, and adds them to LD_LIBRARY_PATH, only if this variable is set.
  if (needsLibraries) process.env.AWS_LAMBDA_JS_RUNTIME ??= 'nodejs20.x';
  const { TMPDIR } = process.env;
  process.env.TMPDIR = join(tmpdir(), `twinbeam-chromium-143${needsLibraries ? '-bare' : ''}`);
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
