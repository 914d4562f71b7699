import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';

const bin = fileURLToPath(new URL('../bin.mjs', import.meta.url));

/** Runs the program until it exits by itself, which a running server does not. */
const run = (...args: string[]) =>
  promisify(execFile)(process.execPath, [bin, ...args], { timeout: 15_000 }).then(
    ({ stdout }) => ({ code: 0, out: stdout, error: '' }),
    ({ code, stdout, stderr }) => ({ code, out: stdout, error: stderr }),
  );

describe('twinbeam-sandbox', () => {
  it.each(['--help', '-h'])('%s prints the options, and starts nothing', async (option) => {
    expect(await run(option)).toMatchObject({ code: 0, out: expect.stringMatching(/^Usage: .*--port <port>/s) });
  });

  it.each([
    [['--prot', '1'], /Unknown option '--prot'.*Usage:/s],
    [['--port', 'x'], /must be a number from 0 \(any\) to 65535/],
  ])('says what is wrong with %j', async (args, text) => {
    expect(await run(...args)).toMatchObject({ code: 2, out: '', error: expect.stringMatching(text) });
  });

  it('refuses other tokens and pixels than those of --token and --pixel, and still ends with 0', async () => {
    const args = [bin, '--port', '0', '--token', 'good', '--token', 'other', '--pixel', '7'];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const url = line.toString().trim().replace('Sandbox: ', '');
    const send = async (token: string, pixel: string) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const body = JSON.stringify({
        data: [
          {
            event_name: 'Lead',
            event_time: Math.floor(Date.now() / 1000),
            action_source: 'system_generated',
            user_data: { fbp: 'fb.1.1700000000000.1' },
          },
        ],
      });
      const response = await fetch(`${url}/v26.0/${pixel}/events`, { method: 'POST', headers, body });
      const { error } = (await response.json()) as { error?: { code: number } };
      return [response.status, error?.code];
    };
    expect(await send('good', '7')).toEqual([200, undefined]);
    expect(await send('other', '7')).toEqual([200, undefined]);
    expect(await send('wrong', '7')).toEqual([401, 190]);
    expect(await send('good', '8')).toEqual([400, 100]);
    await fetch(`${url}/tr?id=8&ev=Lead`);
    const events = (await (await fetch(`${url}/api/events`)).json()) as { events: { pixelId: string }[] };
    expect(events.events.map(({ pixelId }) => pixelId)).toEqual(['7', '7']);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('says what to do when its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const error = `Port ${port} is in use: choose a free one with --port or SANDBOX_PORT.\n`;
    expect(await run('--port', String(port))).toEqual({ code: 1, out: '', error });
  });
});
