import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createSandbox, type Sandbox } from '@twinbeam/sandbox';
import { findChromium } from '@twinbeam/sandbox/chromium';
import puppeteer, { type Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const page = fileURLToPath(new URL('../../../docs/getting-started.md', import.meta.url));
const modules = fileURLToPath(new URL('../node_modules', import.meta.url));

/** Reads a code block of the page by the word after its language. */
async function readSample(mark: string): Promise<string> {
  const block = (await readFile(page, 'utf8')).split(/^```/m).find((text) => text.split('\n')[0]?.endsWith(` ${mark}`));
  return block?.slice(block.indexOf('\n') + 1) ?? '';
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0), 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

let folder: string;
let sandbox: Sandbox;
let shop: ChildProcess | undefined;
let browser: Browser | undefined;
let url: string;

beforeAll(async () => {
  sandbox = await createSandbox();
  folder = await mkdtemp(join(tmpdir(), 'getting-started-'));
  await symlink(modules, join(folder, 'node_modules'), 'junction');
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await writeFile(join(folder, 'server.js'), await readSample('file=server.js'));
  // Only the ports differ, so that tests can run while a shop is running.
  const environment = await readSample('file=.env');
  await writeFile(join(folder, '.env'), environment.replaceAll('http://localhost:4040', sandbox.url));

  const child = spawn(process.execPath, ['--env-file=.env', 'server.js'], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', PORT: String(await findFreePort()) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  shop = child;
  const [line] = await once(child.stdout, 'data');
  [url = ''] = /http:\S+/.exec(String(line)) ?? [];
  browser = await puppeteer.launch({ ...(await findChromium()), headless: true });
});

afterAll(async () => {
  await browser?.close();
  shop?.kill('SIGKILL');
  await sandbox?.close();
  await rm(folder, { recursive: true, force: true });
});

describe('docs/getting-started.md', () => {
  it('leads to the counts that it shows, and to a shop that stops at Ctrl-C', async () => {
    const tab = await (browser as Browser).newPage();
    const bothLegs = async (name: string, count: number) => {
      const both = { browser: count, server: count };
      await expect.poll(() => sandbox.summary().events[name], { timeout: 20_000 }).toMatchObject(both);
    };
    await tab.goto(url);
    await tab.click('#add');
    await bothLegs('AddToCart', 1);
    await Promise.all([tab.waitForNavigation(), tab.click('#buy')]);
    await bothLegs('Purchase', 1);
    await bothLegs('PageView', 2);
    await tab.reload();
    await bothLegs('PageView', 3);
    expect(sandbox.summary()).toEqual(JSON.parse(await readSample('output')));

    const ended = new Promise((resolve) => shop?.once('exit', resolve));
    shop?.kill('SIGINT');
    expect(await ended).toBe(0);
  });
});
