import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const built = fileURLToPath(new URL('../dist/chromium.js', import.meta.url));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'twinbeam-chromium-'));
  // In this folder the module finds no package.
  await copyFile(built, join(folder, 'chromium.mjs'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Calls `findChromium` in a process whose `PATH` is the folder. */
async function find(env: Record<string, string> = {}): Promise<unknown> {
  const code =
    "import { findChromium } from './chromium.mjs'; console.log(JSON.stringify(await findChromium().catch((error) => error.message)));";
  const args = ['--input-type=module', '--eval', code];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder, env: { PATH: folder, ...env } });
  return JSON.parse(stdout);
}

describe.runIf(process.platform === 'linux')('findChromium without the package of a Chromium', () => {
  it.each(['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'])(
    'finds %s in the PATH',
    async (program) => {
      await writeFile(join(folder, program), '', { mode: 0o755 });
      expect(await find()).toMatchObject({ executablePath: join(folder, program) });
      const own = '/opt/chrome';
      expect(await find({ CHROME_PATH: own })).toMatchObject({ executablePath: own });
    },
  );

  it('says how to get one', async () => {
    // A file that is no program, and a folder.
    await writeFile(join(folder, 'chromium'), '', { mode: 0o644 });
    await mkdir(join(folder, 'google-chrome'));
    expect(await find()).toBe(
      'No Chromium was found. Set CHROME_PATH to the program of a Chrome or Chromium or, on Linux, npm install --save-dev @sparticuz/chromium.',
    );
  });
});
