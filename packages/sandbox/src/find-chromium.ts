import { spawnSync } from 'node:child_process';
import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

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
 * `@sparticuz/chromium`, an optional peer that needs no root and no system libraries; without it, and on other Linux
 * machines, a Chromium or Chrome in the `PATH`; elsewhere an installed Chrome.
 *
 * @throws on Linux, when there is none; the error says how to get one
 * @example
 * const browser = await puppeteer.launch({ headless: true, ...(await findChromium()) });
 */
export async function findChromium(): Promise<FoundChromium> {
  const { CHROME_PATH } = process.env;
  if (CHROME_PATH) return { executablePath: CHROME_PATH, args };
  if (process.platform !== 'linux') return { channel: 'chrome', args };
  const unpacked = process.arch === 'x64' ? await unpackChromium() : undefined;
  if (unpacked !== undefined) return { executablePath: unpacked, args: [...args, '--headless=shell', '--no-zygote'] };
  const executablePath = findInPath(process.env.PATH);
  if (executablePath !== undefined) return { executablePath, args };
  throw new Error(
    'No Chromium was found. Set CHROME_PATH to the program of a Chrome or Chromium or, on Linux, npm install --save-dev @sparticuz/chromium.',
  );
}

/** Names of the programs in packages of Linux distributions and of Google. */
const programs = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

const findInPath = (path = ''): string | undefined =>
  programs.flatMap((program) => path.split(delimiter).map((folder) => join(folder, program))).find(isProgram);

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Unpacks the package, including its shared libraries if the system lacks them. Undefined if it is not installed. */
async function unpackChromium(): Promise<string | undefined> {
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
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
}
