import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bin, runTwinbeam } from './support/command-line.js';

const docs = join(import.meta.dirname, '../../../docs');
/** The time at which the events in the documentation were mapped. */
const now = '2026-09-15T12:00:00Z';
const env = { META_PIXEL_ID: '1' };
const run = (...args: string[]) => runTwinbeam(env, 'map', ...args);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'twinbeam-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function write(name: string, content: unknown): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

type Block = { [field: string]: unknown };

/** Reads the JSON blocks of every page. */
async function readDocsBlocks(): Promise<Block[]> {
  const pages = (await readdir(docs)).filter((name) => name.endsWith('.md'));
  const texts = await Promise.all(pages.map((page) => readFile(join(docs, page), 'utf8')));
  const blocks = texts.flatMap((text) => [...text.matchAll(/^```json\n([\s\S]*?)^```/gm)].map(([, code = '']) => code));
  return blocks.map((code) => JSON.parse(code));
}

const order = {
  type: 'track',
  event: 'Order Completed',
  userId: 'u1',
  context: { userAgent: 'test', page: { url: 'https://s.example/' } },
  properties: { order_id: '7', revenue: 12.5, currency: 'EUR' },
  timestamp: now,
};

describe('twinbeam map', () => {
  it('shows what a message becomes on both legs', async () => {
    const { code, out } = await run(await write('order.json', order), '--now', now);
    expect(code).toBe(0);
    expect(out).toContain('track Order Completed → pixel 1');
    expect(out).toContain('Pixel   fbq("trackSingle", "1", "Purchase", {');
    expect(out).toContain('{"eventID":"purchase.7"})');
    expect(out).toMatch(/Server {2}\{\n +"event_name": "Purchase",/);
  });

  it('reads standard input from a pipe that has nothing to read yet, and that another program made non-blocking', async () => {
    const makeNonBlocking = `node -e 'process.stdin.resume(); setTimeout(() => process.kill(process.pid, "SIGKILL"), 100)'`;
    const pipeline = `(sleep 1; cat "$MESSAGE") | (${makeNonBlocking}; node "$BIN" map - --now ${now})`;
    const MESSAGE = await write('piped.json', order);
    const { PATH = '' } = process.env;
    const { stdout } = await promisify(execFile)('sh', ['-c', pipeline], { env: { ...env, PATH, MESSAGE, BIN: bin } });
    expect(stdout).toContain('track Order Completed → pixel 1');
  });

  it('names the problems of each leg, and exits with 1 when a message is rejected', async () => {
    const broken = { type: 'track', event: 'Order Completed' };
    const { code, out } = await run(
      await write('broken.ndjson', `${JSON.stringify(order)}\n${JSON.stringify(broken)}\n`),
      '--json',
    );
    expect(code).toBe(1);
    const [good, bad] = JSON.parse(out);
    expect(good.pixel.problems).toEqual([]);
    expect(bad.pixel.problems).toMatchObject([{ code: 'revenue-required', severity: 'error' }]);
    expect(bad.server.problems.map((problem: Block) => problem.code)).toEqual(
      expect.arrayContaining(['revenue-required', 'no-match-keys']),
    );
  });

  it('checks an event against the rules of the sandbox', async () => {
    const { code, out } = await run(await write('order.json', order), '--now', now, '--check');
    expect(code).toBe(0);
    expect(out).toContain('\n✓ By the rules of the sandbox, Meta accepts 1 of 1 events.\n');
    // The mapper accepts the event with a warning, but Meta requires it within seven days.
    const late = await run(await write('order.json', order), '--now', '2026-09-23T12:00:00Z', '--check');
    expect(late).toMatchObject({ code: 1, out: expect.stringContaining('event-too-far') });
    expect(late.out).toContain('There is no event to check.');
  });

  it('maps every sample message of the documentation to events that Meta accepts', async () => {
    const messages = (await readDocsBlocks()).filter(({ type }) => typeof type === 'string');
    expect(messages.length).toBeGreaterThan(4);
    const { code, out } = await run(await write('docs.json', messages), '--now', now, '--check', '--json');
    expect(JSON.parse(out).filter(({ refusal }: Block) => refusal !== undefined)).toEqual([]);
    expect(JSON.parse(out)).toHaveLength(messages.length);
    expect(code).toBe(0);
  });

  it('takes a folder of examples as tests', async () => {
    const examples = await mkdtemp(join(folder, 'examples-'));
    const save = (name: string, value: unknown) => writeFile(join(examples, name), JSON.stringify(value));
    // The blocks of these pages are alternately a message and its event.
    const blocks = await readDocsBlocks();
    const pairs = blocks.flatMap((block, index) =>
      blocks[index + 1]?.event_name ? [{ in: block, out: { server: blocks[index + 1] }, now }] : [],
    );
    expect(pairs.length).toBeGreaterThan(4);
    await Promise.all(pairs.map((pair, index) => save(`docs-${index}.json`, pair)));
    await save('order.json', {
      in: order,
      out: { pixel: { name: 'Purchase', eventID: 'purchase.7' }, server: {} },
      now,
    });
    await save('identify.json', { in: { type: 'identify', userId: 'u1' }, out: { pixel: null, server: null } });
    expect(await run(examples, '--check')).toMatchObject({
      code: 0,
      out: expect.stringContaining(
        `${pairs.length + 2} of ${pairs.length + 2} examples as expected, also by the rules of the sandbox.`,
      ),
    });
    await save('order.json', { in: order, out: { server: { custom_data: { value: 13 } } }, now });
    expect(await run(examples)).toMatchObject({
      code: 1,
      out: expect.stringContaining('/order.json\n    server.custom_data.value is 12.5, not 13\n'),
    });
  });

  it('uses the settings of a file', async () => {
    const settings = await write('settings.json', {
      pixels: [{ pixelId: '5' }, { pixelId: '6', events: { deny: ['Purchase'] } }],
    });
    const { out } = await runTwinbeam(
      {},
      'map',
      await write('order.json', order),
      '--now',
      now,
      '--settings',
      settings,
      '--json',
    );
    expect(JSON.parse(out)).toMatchObject([
      { pixelId: '5', pixel: { value: { name: 'Purchase' } } },
      { pixelId: '6', pixel: { skipped: expect.any(String) }, server: { skipped: expect.any(String) } },
    ]);
  });

  it.each([
    ['no file', ['none.json'], 'there is no such file'],
    ['no JSON', ['text.json'], 'is not JSON'],
    ['a time that is none', ['text.json', '--now', 'soon'], 'must be a time'],
  ])('says what to do about %s', async (_kind, [file = '', ...args], text) => {
    await write('text.json', 'hello');
    const { code, error } = await run(join(folder, file), ...args);
    expect([code, error]).toEqual([2, expect.stringContaining(text)]);
  });
});

describe('twinbeam open', () => {
  it.each([
    [{}, [], 'https://business.facebook.com/events_manager2/list/dataset/1/overview'],
    [{}, ['--page', 'test'], 'https://business.facebook.com/events_manager2/list/dataset/1/test_events'],
    [{ META_GRAPH_URL: 'http://localhost:4040' }, [], 'http://localhost:4040/'],
    [{ META_PIXEL_ID: '' }, [], 'https://business.facebook.com/events_manager2/list'],
  ])('with %o and %o opens the page of %s', async (variables, args, url) => {
    const { out } = await runTwinbeam({ ...env, ...variables }, 'open', '--print', ...args);
    expect(out).toBe(`${url}\n`);
  });

  it('opens it in the browser that BROWSER names', async () => {
    const opened = join(folder, 'opened');
    const browser = await write('browser.sh', `#!/bin/sh\necho "$1" > ${opened}\n`);
    await chmod(browser, 0o755);
    await runTwinbeam({ ...env, BROWSER: browser }, 'open');
    await expect.poll(() => readFile(opened, 'utf8').catch(() => '')).toContain('events_manager2/list/dataset/1');
  });
});

describe('twinbeam sandbox', () => {
  it('serves until Ctrl-C, says how to send to it, and refuses other tokens and pixels than those of its options', async () => {
    const args = [bin, 'sandbox', '--port', '0', '--token', 'good', '--pixel', '7', '--pixel', '8'];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (part) => {
      text += part;
    });
    await expect.poll(() => text, { timeout: 20_000 }).toContain('META_PIXEL_LIBRARY_URL=');
    const url = /META_GRAPH_URL=(\S+)/.exec(text)?.[1] ?? '';
    expect(await (await fetch(`${url}/api/summary`)).json()).toEqual({ events: {} });
    const send = async (token: string, pixel: string) => {
      const headers = { authorization: `Bearer ${token}` };
      const response = await fetch(`${url}/v26.0/${pixel}/events`, { method: 'POST', headers });
      return ((await response.json()) as { error: { code: number; error_subcode?: number } }).error;
    };
    expect(await send('wrong', '7')).toMatchObject({ code: 190 });
    expect(await send('good', '9')).toMatchObject({ code: 100, error_subcode: 33 });
    for (const pixel of ['7', '8']) expect(await send('good', pixel)).not.toHaveProperty('error_subcode');
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([0, null]);
  }, 30_000);
});
