import { execFile } from 'node:child_process';
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

  it('says what to do when its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const error = `Port ${port} is in use: choose a free one with --port or SANDBOX_PORT.\n`;
    expect(await run('--port', String(port))).toEqual({ code: 1, out: '', error });
  });
});
