import { type ChildProcess, spawn } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function run(env: Record<string, string>, ...args: string[]) {
  const child = spawn(process.execPath, [main, ...args], { env: { PATH: process.env.PATH ?? '', ...env } });
  running.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  return { child, ended, output: () => output };
}

describe('npm start, once built', () => {
  it('prints both addresses, serves both, and stops at Ctrl-C', async () => {
    const [PORT, SANDBOX_PORT] = [String(await freePort()), String(await freePort())];
    const shop = run({ PORT, SANDBOX_PORT });
    await expect.poll(shop.output, { timeout: 10_000 }).toContain('Ctrl-C');
    for (const port of [PORT, SANDBOX_PORT]) {
      expect(shop.output()).toContain(`http://localhost:${port}`);
      expect((await fetch(`http://localhost:${port}/`)).status).toBe(200);
    }
    shop.child.kill('SIGINT');
    expect(await shop.ended).toBe(0);
    await expect(fetch(`http://localhost:${PORT}/`)).rejects.toThrow();
    await expect(fetch(`http://localhost:${SANDBOX_PORT}/`)).rejects.toThrow();
  });

  it.each(['PORT', 'SANDBOX_PORT'])('says in words that %s is in use', async (variable) => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, resolve));
    const env = { PORT: String(await freePort()), SANDBOX_PORT: String(await freePort()) };
    const shop = run({ ...env, [variable]: String((taken.address() as AddressInfo).port) });
    expect(await shop.ended).toBe(1);
    expect(shop.output()).toMatch(new RegExp(`^Port \\d+ is in use\\. Set ${variable} to a free one\\.\\n$`, 'm'));
    taken.close();
  });

  const live = { META_PIXEL_ID: '42', META_ACCESS_TOKEN: 'EAAtoken', META_GRAPH_URL: 'http://localhost:9' };

  it('sends to the sandbox when the environment names pixel and token, and says how to send to Meta', async () => {
    const [PORT, SANDBOX_PORT] = [String(await freePort()), String(await freePort())];
    const shop = run({ PORT, SANDBOX_PORT, ...live });
    await expect.poll(shop.output, { timeout: 10_000 }).toContain('sent to your pixel 42: `npm start -- --live`');
    const script = await (await fetch(`http://localhost:${PORT}/twin/t.js`)).text();
    expect(script).toContain(`http://localhost:${SANDBOX_PORT}`);
    expect(script).not.toContain('"42"');
    expect(script + shop.output()).not.toContain('EAAtoken');
  });

  it('sends to Meta itself with --live, and says so', async () => {
    const PORT = String(await freePort());
    const shop = run({ PORT, ...live }, '--live');
    await expect.poll(shop.output, { timeout: 10_000 }).toContain('Sending to Meta itself: pixel 42');
    const script = await (await fetch(`http://localhost:${PORT}/twin/t.js`)).text();
    expect(script).toContain('connect.facebook.net');
    expect(script + shop.output()).not.toContain('EAAtoken');
  });

  it.each([
    [{}, 'META_PIXEL_ID and META_ACCESS_TOKEN'],
    [{ META_PIXEL_ID: '42' }, 'META_ACCESS_TOKEN'],
    [{ META_ACCESS_TOKEN: 'EAAtoken' }, 'META_PIXEL_ID'],
  ])('asks with --live for what is missing beside %o', async (env, missing) => {
    const shop = run(env, '--live');
    expect(await shop.ended).toBe(1);
    expect(shop.output()).toBe(`With --live set ${missing} too.\n`);
  });
});
