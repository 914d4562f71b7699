import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { chmod, cp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Sandbox } from '@twinbeam/sandbox';
import { createLmdbOutbox, createTwinbeam } from '@twinbeam/server';
import { twinbeamExpress } from '@twinbeam/server/express';
import express from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bin, runTwinbeam, runTwinbeamIn } from './support/command-line.js';
import { createEvent, createFixture, type Fixture, toIds, track } from './support/fixture.js';
import { wait, waitFor } from './support/wait-for.js';

let fixture: Fixture;
let path: string;
let sandbox: Sandbox;

beforeEach(async () => {
  fixture = await createFixture((folder) => ({ outbox: `lmdb:${folder}`, dispatch: false }));
  ({ folder: path, sandbox } = fixture);
});
afterEach(() => fixture.close());

const environment = () => ({
  TWINBEAM_OUTBOX: `lmdb:${path}`,
  META_PIXEL_ID: '1',
  META_ACCESS_TOKEN: 'EAAtoken',
  META_GRAPH_URL: sandbox.url,
});

const run = (...args: string[]) => runWith({}, ...args);
const runWith = (env: Record<string, string>, ...args: string[]) => runTwinbeam({ ...environment(), ...env }, ...args);
/** Starts a command that runs until it is stopped or the test is over. */
function spawnTwinbeam(args: string[], env: Record<string, string> = {}): ChildProcess {
  const child = spawn(process.execPath, [bin, ...args], {
    env: { PATH: process.env.PATH, ...environment(), ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  fixture.closeLater(() => child.kill('SIGKILL'));
  return child;
}

async function setAside(...eventIds: string[]): Promise<void> {
  const outbox = createLmdbOutbox({ path });
  const event_time = Math.floor(Date.now() / 1000);
  await outbox.put(
    eventIds.map((eventId) => ({
      pixelId: '1',
      name: 'Lead',
      eventId,
      source: 'page' as const,
      expiresAt: Date.now() + 1e9,
      json: JSON.stringify({
        event_name: 'Lead',
        event_id: eventId,
        event_time,
        action_source: 'website',
        user_data: { fbp: 'fb.1.1.1' },
      }),
    })),
  );
  const taken = await outbox.take('1', 10, 1_000);
  const reason = { reason: 'Meta responded with 400, code 100', code: 100, traceId: 'T1', lastTriedAt: Date.now() };
  await outbox.setAside(toIds(taken), reason);
  await outbox.close();
}

it('prints its version', async () => {
  const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
  expect(await run('--version')).toMatchObject({ code: 0, out: `${version}\n` });
});

it('prints the warnings of an outbox as notes', async () => {
  await setAside('a');
  await writeFile(join(path, 'shop.sqlite'), '');
  await chmod(path, 0o755);
  expect(await run('stats')).toMatchObject({
    code: 0,
    error: expect.stringMatching(/^Others may read [^\n]*with mode 0700\.\n$/),
  });
}, 30_000);

describe('twinbeam dead', () => {
  it('lists, shows, replays and drops what was set aside', async () => {
    await setAside('a', 'b');
    const { out } = await run('dead', 'list');
    const [head = '', line, first = '', second, ...rest] = out.split('\n');
    expect(head.split(/ {2,}/)).toEqual(['id', 'set aside', 'pixel', 'event', 'event id', 'tries', 'reason']);
    expect(line).toMatch(/^[─ ]+$/);
    expect(first).toMatch(/^\S+ +20\S+Z +1 +Lead +a +0 +Meta responded with 400, code 100$/);
    expect(second).toMatch(/ b /);
    expect(rest).toEqual(['']);
    const id = first.split(' ')[0] ?? '';
    const shown = JSON.parse((await run('dead', 'show', id)).out);
    expect(shown).toMatchObject({ code: 100, traceId: 'T1', event: { event_id: 'a' }, attempts: 0 });
    expect(shown.lastTriedAt).toMatch(/^20.*Z$/);
    expect((await run('dead', 'replay', id)).out).toMatch(/^1 put back/);
    expect((await run('stats')).out).toMatch(
      /^1 events wait, the oldest since 20\S+Z; 0 are quarantined; 0 orders are held; 1 were set aside\.\nKept by lmdb, path \S+\.\n$/,
    );
    expect(await run('dead', 'drop')).toMatchObject({ code: 2, error: expect.stringContaining('--all') });
    expect(await run('dead', 'replay', '1.1')).toMatchObject({
      code: 1,
      error: '1 of the ids was not found; twinbeam dead list prints the existing ones.\n',
    });
    expect(await run('outbox', 'drop', '1.1', '2.1', '2.1')).toMatchObject({
      code: 1,
      error: '2 of the ids were not found; twinbeam outbox list prints the existing ones.\n',
    });
    expect((await run('dead', 'drop', '--all')).out).toBe('1 deleted.\n');
    expect((await run('dead', 'list')).out).toBe('Nothing was set aside.\n');
  }, 30_000);

  it('prints no control characters to a terminal', async () => {
    await setAside('a\u001b[2J\u009b31m\u202eb\nc\td\r');
    const { out } = await run('dead', 'list');
    expect(out).toContain('  a\\u001b[2J\\u009b31m\\u202eb c d ');
    const { out: shown } = await run('dead', 'show', (out.split('\n')[2] ?? '').split(' ')[0] ?? '');
    expect(shown).not.toMatch(/[^\P{C}\n]/u);
    expect(JSON.parse(shown)).toMatchObject({ eventId: 'a\u001b[2J\u009b31m\u202eb\nc\td\r' });
  }, 30_000);

  it('reports ids that it cannot find', async () => {
    await setAside('a');
    expect(await run('dead', 'show', '99')).toMatchObject({
      code: 1,
      error: expect.stringContaining('no dead letter 99'),
    });
    const elsewhere = await run('dead', 'list', '--outbox', `lmdb:${path}/none`);
    expect(elsewhere).toMatchObject({ code: 3, error: expect.stringContaining('There is no outbox at lmdb:') });
    expect(await run('dead', 'list', '--outbox', 'redis://x')).toMatchObject({ code: 2 });
    expect(await run('sned')).toMatchObject({ code: 2, error: expect.stringMatching(/Did you mean send.*--help/s) });
    expect(await run('dead', 'list', '--outbx', 'x')).toMatchObject({
      code: 2,
      error: expect.stringMatching(/Did you mean --outbox.*twinbeam dead list --help/s),
    });
    expect(await run('--help')).toMatchObject({ code: 0, out: expect.stringContaining('dispatch') });
  }, 30_000);
});

describe('a paused pixel', () => {
  it('is told by stats and doctor, with the reason, and whether the token is another than the configured one', async () => {
    const twinbeam = fixture.start({ dispatch: true });
    sandbox.break({ target: 'graph', status: 401, code: 190 });
    await track(twinbeam, 'a');
    await expect.poll(() => fixture.logged.join()).toContain('pixel paused');
    const paused = /Pixel 1 is paused: Meta responded with 401, code 190 .* set META_ACCESS_TOKEN\./;
    const other =
      / Meta refused another token than the one configured here: restart the processes that still have it\.$/m;
    const same = { META_ACCESS_TOKEN: 'EAAsecretToken' };
    const texts = [(await run('stats')).out, (await runWith(same, 'stats')).out];
    for (const text of texts) expect(text).toMatch(paused);
    expect(texts.map((text) => other.test(text))).toEqual([true, false]);
    expect(JSON.parse((await run('stats', '--json')).out)).toMatchObject({
      pauses: [
        { pixelId: '1', reason: expect.stringContaining('code 190'), until: expect.any(String), isOfOtherToken: true },
      ],
    });
    sandbox.mend();
    const { code, out } = await runWith(same, 'doctor');
    expect([code, out]).toEqual([1, expect.stringMatching(new RegExp(`^✗ ${paused.source}$`, 'm'))]);
    await twinbeam.close(100);
    // No process renews it any more.
    const outbox = createLmdbOutbox({ path });
    for (const pause of outbox.pauses.list('1')) await outbox.pauses.set('1', { ...pause, until: 1 });
    await outbox.close();
    const rotated = await run('doctor');
    expect([rotated.code, rotated.out]).toEqual([0, expect.not.stringContaining('paused')]);
    expect(JSON.parse((await run('stats', '--json')).out)).toMatchObject({ pauses: [] });
    const left = /Pixel 1 was paused: .* set META_ACCESS_TOKEN\. No process has tried again since 1970-01-01T\S+$/m;
    for (const token of ['', 'EAAsecretToken']) {
      expect((await runWith({ META_PIXEL_ID: '1', META_ACCESS_TOKEN: token }, 'stats')).out).toMatch(left);
    }
  }, 60_000);
});

describe('a file of variables', () => {
  it('is mentioned when variables are missing, and read by --env', async () => {
    await writeFile(join(path, '.env'), 'META_PIXEL_ID=1\nMETA_ACCESS_TOKEN=EAAtoken\n');
    const runThere = (...args: string[]) => runTwinbeamIn(path, { META_GRAPH_URL: sandbox.url }, 'doctor', ...args);
    const { code, error } = await runThere();
    expect(code).toBe(2);
    expect(error).toMatch(/META_PIXEL_ID.*\n.*META_ACCESS_TOKEN.*\nThe file \.env was not read: add --env \.env\n$/);
    const read = await runThere('--env', '.env');
    expect(read.error).toBe('');
    expect(read.out).toContain('There is no outbox at lmdb:./.twinbeam');
  }, 30_000);

  it.each([
    ['is missing', 'none.env', /none\.env cannot be read: there is no such file\.\n$/],
    ['is a folder', '.', /^\. cannot be read: it is a folder\.\n$/],
  ])('makes the command exit with 2 where it %s', async (_, file, error) => {
    const result = await runTwinbeamIn(path, {}, 'stats', '--env', file);
    expect(result).toMatchObject({ code: 2, out: '', error: expect.stringMatching(error) });
  });

  it('may be a pipe, so that secrets need no file', async () => {
    const line = `"$NODE" "$BIN" stats --env <(echo TWINBEAM_OUTBOX=lmdb:./of-the-pipe)`;
    const env = { PATH: process.env.PATH, NODE: process.execPath, BIN: bin };
    const child = spawn('bash', ['-c', line], { cwd: path, env, stdio: ['ignore', 'ignore', 'pipe'] });
    const [error] = await Promise.all([text(child.stderr), once(child, 'close')]);
    expect(error).toContain('There is no outbox at lmdb:./of-the-pipe');
  });

  const unread = 'The file .env was not read: add --env .env\n';
  it.each([
    ['is not named where it has nothing that is missing', ['forget', '--phone', 'x'], 'no event can have it.\n'],
    ['is named where it has the outbox', ['stats'], `TWINBEAM_OUTBOX.\n${unread}`],
    ['is named where it has the token of the inspector', ['tail'], `on the server.\n${unread}`],
  ])('%s', async (_, args, end) => {
    await writeFile(join(path, '.env'), 'TWINBEAM_OUTBOX=lmdb:data\nTWINBEAM_INSPECTOR_TOKEN=a-token\n');
    const { error } = await runTwinbeamIn(path, {}, ...args);
    expect(error.endsWith(end), error).toBe(true);
  });
});

describe('twinbeam outbox move', () => {
  it('reports as soon as it has to wait, and for what', async () => {
    const outbox = createLmdbOutbox({ path });
    await outbox.put([createEvent('a'), createEvent('b')]);
    // The state after a move was killed.
    const taken = await outbox.take('1', 1, 600_000);
    const move = spawnTwinbeam(['outbox', 'move', `lmdb:${path}`, `lmdb:${path}/there`]);
    let error = '';
    move.stderr?.on('data', (text) => {
      error += text;
    });
    await waitFor(() => error.includes('waiting'));
    expect(error).toMatch(
      /^1 events moved so far\.\n1 events .*by an interrupted move.*waiting for them\. Stop the processes that still use the first outbox\.\n$/,
    );
    await outbox.postpone(toIds(taken), Date.now());
    const [code] = await once(move, 'close');
    expect(code).toBe(0);
    expect(await outbox.stats()).toMatchObject({ pending: 0 });
    await outbox.close();
  }, 60_000);

  it('moves from a copy of the folder, as a backup is, and nothing from another name of the folder', async () => {
    const before = createLmdbOutbox({ path });
    await before.put([createEvent('a')]);
    await before.close();
    await cp(path, `${path}-copy`, { recursive: true });
    await symlink(path, `${path}-name`);
    const outbox = createLmdbOutbox({ path });
    try {
      const named = await runTwinbeam({}, 'outbox', 'move', `lmdb:${path}-name`, `lmdb:${path}`);
      expect(named).toMatchObject({ code: 3, error: expect.stringContaining('Both are the same outbox') });
      expect(await outbox.stats()).toMatchObject({ pending: 1, held: 0 });
      const copied = await runTwinbeam({}, 'outbox', 'move', `lmdb:${path}-copy`, `lmdb:${path}`);
      expect(copied.out).toMatch(/^1 events moved, 1 of them/);
      expect(await outbox.stats()).toMatchObject({ pending: 1 });
    } finally {
      await outbox.close();
      for (const name of ['copy', 'name']) await rm(`${path}-${name}`, { recursive: true });
    }
  }, 60_000);
});

describe('the reader of the output', () => {
  it('may stop reading, like head: the command ends without an error', async () => {
    await setAside('a');
    const env = { PATH: process.env.PATH, ...environment() };
    const child = spawn(process.execPath, [bin, 'dead', 'list', '--json'], { env });
    child.stdout.destroy();
    let error = '';
    child.stderr.on('data', (text) => {
      error += text;
    });
    const [code] = await once(child, 'close');
    expect([code, error]).toEqual([0, '']);
  }, 30_000);

  it.runIf(existsSync('/dev/full'))(
    'is told when the output cannot be written',
    async () => {
      await setAside('a');
      const full = openSync('/dev/full', 'w');
      const env = { PATH: process.env.PATH, ...environment() };
      const child = spawn(process.execPath, [bin, 'dead', 'list'], { env, stdio: ['ignore', full, 'pipe'] });
      closeSync(full);
      let error = '';
      child.stderr?.on('data', (text) => {
        error += text;
      });
      const [code] = await once(child, 'close');
      expect([code, error]).toEqual([1, expect.stringMatching(/^The output cannot be written: ENOSPC.*\n$/)]);
    },
    30_000,
  );
});

describe('twinbeam dispatch', () => {
  it('sends events that a server without a dispatcher accepts, and ends on a signal', async () => {
    const server = fixture.start();
    await track(server, 'before');
    const child = spawnTwinbeam(['dispatch']);
    await expect.poll(() => sandbox.events().length, { timeout: 10_000 }).toBe(1);
    await track(server, 'after');
    await expect.poll(() => sandbox.events().map(({ event_id }) => event_id)).toEqual(['before', 'after']);
    expect(await server.stats()).toMatchObject({ deadLetters: 0 });
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    await server.close();
  }, 30_000);

  it('serves all pixels of TWINBEAM_PIXELS, each with its own token; a paused one does not hold up the others', async () => {
    const pixels = ['1', '2', '3'].map((pixelId) => ({ pixelId, accessToken: `EAAtoken${pixelId}` }));
    const server = fixture.start({ pixels });
    const tokens = new Map<string, string>();
    const meta = createServer((request, response) => {
      request.resume();
      const [, pixelId = ''] = /\/(\d+)\/events/.exec(request.url ?? '') ?? [];
      tokens.set(pixelId, request.headers.authorization ?? '');
      const isRefused = pixelId === '2';
      response.writeHead(isRefused ? 401 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(isRefused ? { error: { code: 190 } } : { events_received: 1 }));
    }).listen(0);
    await once(meta, 'listening');
    await track(server, 'a');
    const { port } = meta.address() as AddressInfo;
    const META_GRAPH_URL = `http://localhost:${port}`;
    const child = spawnTwinbeam(['dispatch'], { META_GRAPH_URL, TWINBEAM_PIXELS: JSON.stringify(pixels) });
    await expect.poll(async () => (await server.stats()).pending, { timeout: 20_000 }).toBe(1);
    expect([...tokens].sort().map(([id, token]) => `${id} ${/EAAtoken\d/.exec(token)}`)).toEqual([
      '1 EAAtoken1',
      '2 EAAtoken2',
      '3 EAAtoken3',
    ]);
    child.kill('SIGTERM');
    await once(child, 'exit');
    meta.close();
    await server.close();
  }, 30_000);

  it('does not quote a token when it cannot read TWINBEAM_PIXELS', async () => {
    const { code, error } = await runWith({ TWINBEAM_PIXELS: '[{"accessToken":"EAAsecret"' }, 'dispatch');
    expect([code, error]).toEqual([2, expect.stringContaining('TWINBEAM_PIXELS must be a list in JSON')]);
    expect(error).not.toContain('EAAsecret');
  });

  it('two of them send each event once, unless a request has failed', async () => {
    const server = fixture.start();
    let output = '';
    const children = [1, 2].map(() => {
      const child = spawnTwinbeam(['dispatch']);
      child.stderr?.on('data', (text) => {
        output += text;
      });
      return child;
    });
    for (let round = 0; round < 20; round++) {
      await Promise.all(Array.from({ length: 50 }, (_, index) => track(server, `${round}-${index}`)));
      await wait(50);
    }
    await expect.poll(async () => (await server.stats()).pending, { timeout: 20_000 }).toBe(0);
    for (const child of children) child.kill('SIGTERM');
    await Promise.all(children.map((child) => once(child, 'close')));
    const ids = fixture.arrived();
    expect(new Set(ids).size).toBe(1_000);
    // A dispatcher that gets no response in time, as on a busy machine, sends the same ids again.
    expect(output.includes('"sending failed"') || ids.length === 1_000).toBe(true);
    await server.close();
  }, 60_000);
});

describe('twinbeam dispatch --metrics-port', () => {
  /** Starts a dispatcher that serves metrics on a free port. */
  async function startWatched(env: Record<string, string>) {
    const child = spawnTwinbeam(['dispatch', '--metrics-port', '0'], env);
    let output = '';
    child.stderr?.on('data', (text) => {
      output += text;
    });
    await expect.poll(() => /"port":(\d+)/.exec(output)?.[1], { timeout: 10_000 }).toBeTruthy();
    const get = (at: string, token?: string) =>
      fetch(`http://localhost:${/"port":(\d+)/.exec(output)?.[1]}${at}`, {
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      });
    const stop = async () => {
      child.kill('SIGTERM');
      return once(child, 'exit');
    };
    return { get, stop, output: () => output };
  }

  it('serves health, and metrics with the token, and sends whatever TWINBEAM_DISPATCH says', async () => {
    const server = fixture.start();
    await track(server, 'a');
    const { get, stop, output } = await startWatched({ TWINBEAM_METRICS_TOKEN: 'm3trics', TWINBEAM_DISPATCH: 'off' });
    await expect.poll(() => sandbox.events().length, { timeout: 10_000 }).toBe(1);
    expect(await (await get('/health')).json()).toEqual({ status: 'ok' });
    expect(await (await get('/health/ready', 'm3trics')).json()).toMatchObject({ status: 'ok', outbox: 'lmdb' });
    expect((await get('/metrics')).status).toBe(401);
    expect((await get('/metrics', 'other')).status).toBe(401);
    await expect
      .poll(async () => (await get('/metrics', 'm3trics')).text())
      .toMatch(/twinbeam_events_sent_total\{pixel="1"\} 1/);
    for (const other of ['/', '/collect', '/t.js', '//', '/metrics/']) expect((await get(other)).status).toBe(404);
    expect(output()).not.toContain('m3trics');
    expect(await stop()).toEqual([0, null]);
    await expect(get('/health')).rejects.toThrow();
    await server.close();
  }, 30_000);

  it('is not ready while the outbox is away', async () => {
    const { get, stop } = await startWatched({ TWINBEAM_METRICS_TOKEN: 'm', TWINBEAM_OUTBOX: 'nats://127.0.0.1:1' });
    const [health, ready] = [await get('/health'), await get('/health/ready')];
    expect([health.status, await health.json()]).toEqual([200, { status: 'unavailable' }]);
    expect([ready.status, await ready.json()]).toEqual([503, { status: 'unavailable' }]);
    expect((await get('/metrics', 'm')).status).toBe(503);
    expect(await stop()).toEqual([0, null]);
  }, 30_000);

  it('says why it cannot', async () => {
    expect(await run('dispatch', '--metrics-port', '9464')).toMatchObject({
      code: 2,
      error: expect.stringContaining('set TWINBEAM_METRICS_TOKEN'),
    });
    expect(await run('dispatch', '--metrics-port', '99999')).toMatchObject({
      code: 2,
      error: expect.stringContaining('must be a port'),
    });
    const taken = createServer().listen(0);
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    expect(await runWith({ TWINBEAM_METRICS_TOKEN: 'm' }, 'dispatch', '--metrics-port', String(port))).toMatchObject({
      code: 2,
      error: expect.stringContaining(`--metrics-port ${port} cannot be used: listen EADDRINUSE`),
    });
    taken.close();
  }, 30_000);
});

describe('twinbeam doctor', () => {
  it('finds nothing wrong when everything works', async () => {
    const app = express();
    const twinbeam = createTwinbeam({ pixelId: '1', accessToken: 't', graphUrl: sandbox.url, outbox: `lmdb:${path}` });
    app.use(twinbeamExpress(twinbeam));
    app.get('/', (req, res) => void res.send(`<html><head>${req.twinbeam.scriptTag()}</head></html>`));
    const server = app.listen(0);
    await once(server, 'listening');
    const site = `http://localhost:${(server.address() as AddressInfo).port}/`;
    const { code, out } = await run('doctor', '--site', site, '--test-event-code', 'TEST1');
    expect(
      out
        .replaceAll(path, 'PATH')
        .replace(/trace [^)]+/, 'trace T')
        .replaceAll(site, 'SITE/'),
    ).toBe(
      [
        '✓ Graph v26.0: Meta has not announced its end yet.',
        '✓ The outbox can be opened: lmdb, path PATH.',
        '✓ 0 events wait.',
        '✓ The clock is accurate to within a minute.',
        '✓ Meta has accepted the event TwinbeamDoctor for pixel 1 (trace T); see it under Test events. It stays in the pixel’s statistics.',
        '✓ SITE/twin/t.js is served, with pixel 1.',
        '✓ The site can store events.',
        '✓ The page has no content security policy, so nothing is blocked.',
        '✓ The referrer policy is strict-origin-when-cross-origin: events of server code get the URL of the page.',
        "! The page's HTML has no other tag of pixel 1; scripts that the page loads were not read. To look with a browser, add --browser.",
        '',
      ].join('\n'),
    );
    expect(code).toBe(0);
    await twinbeam.close();
    const { code: closed, out: text } = await run('doctor', '--site', site);
    expect([closed, text]).toEqual([
      1,
      expect.stringContaining('✗ The site cannot store events: {"status":"unavailable"}'),
    ]);
    server.close();
  }, 30_000);

  it('reports what is wrong', async () => {
    sandbox.break({ target: 'graph', status: 401, code: 190 });
    const { code, out } = await run('doctor', '--test-event-code', 'TEST1', '--site', `${sandbox.url}/api/events`);
    expect(code).toBe(1);
    expect(out).toContain('✗ There is no outbox at lmdb:');
    expect(out).toMatch(/✗ Pixel 1: Meta responded with 401, code 190/);
    expect(out).toContain('has no script tag: put twinbeam.scriptTag() into its head.');
    expect(out).not.toContain('EAAtoken');
  }, 30_000);

  it('prints no password of a URL', async () => {
    const url = 'http://user:s3cret@127.0.0.1:1';
    const env = { META_GRAPH_URL: url, TWINBEAM_OUTBOX: 'nats://user:s3cret@127.0.0.1:1' };
    const { out, error } = await runWith(env, 'doctor', '--site', `${url}/page`, '--test-event-code', 'TEST1');
    expect(out).toContain('127.0.0.1:1');
    expect(out + error).not.toContain('s3cret');
  }, 30_000);
});
