import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createLmdbOutbox } from '@twinbeam/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canTrace } from './support/can-trace.js';
import { wait, waitFor } from './support/wait-for.js';

const program = fileURLToPath(new URL('programs/site.mjs', import.meta.url));
// Connections are not reused, because a delay of the process may also close an idle one.
const headers = { connection: 'close', 'user-agent': 'Mozilla/5.0 Test/1', cookie: '_fbp=fb.1.1700000000000.42' };

let folder: string;
let site: ChildProcess;
let url: string;
let logged: string;
const accepted = new Set<string>();

beforeEach(async () => {
  accepted.clear();
  folder = await mkdtemp(join(tmpdir(), 'twinbeam-disk-'));
  site = spawn(process.execPath, [program, `lmdb:${join(folder, 'store')}`], { stdio: ['ignore', 'pipe', 'pipe'] });
  logged = '';
  site.stderr?.on('data', (data) => {
    logged += data;
  });
  const [port] = (await once(createInterface({ input: site.stdout as NodeJS.ReadableStream }), 'line')) as [string];
  url = `http://localhost:${port}`;
}, 30_000);
afterEach(async () => {
  await kill();
  await rm(folder, { recursive: true });
});

async function kill(): Promise<void> {
  if (site.exitCode !== null || site.signalCode !== null) return;
  site.kill('SIGKILL');
  await once(site, 'close');
}

/** Makes system calls on the store's file fail, until the returned function has resolved. */
async function inject(fault: string): Promise<() => Promise<void>> {
  const trace = join(folder, 'trace');
  const [calls] = fault.split(':');
  const file = join(folder, 'store', 'data.mdb');
  const traced = ['-f', '-o', trace, '-e', `trace=${calls}`, '-e', `inject=${fault}`, '-P', file];
  const strace = spawn('strace', [...traced, '-p', String(site.pid)], { stdio: ['ignore', 'ignore', 'pipe'] });
  let attached = '';
  strace.stderr.on('data', (data: Buffer) => {
    attached += data.toString();
  });
  await waitFor(() => attached.includes('attached'));
  await wait(200);
  return async () => {
    strace.kill('SIGINT');
    await once(strace, 'close');
    expect(await readFile(trace, 'utf8')).toMatch(/INJECTED|DELAYED/);
  };
}

/** Sends an event like a page, and records it if it was accepted. */
async function collect(messageId: string): Promise<number> {
  const message = { type: 'track', event: 'Lead', messageId, context: { page: { url } } };
  const body = JSON.stringify({ batch: [message] });
  const response = await fetch(`${url}/twin/collect`, { method: 'POST', body, headers });
  await response.text();
  if (response.status === 202) accepted.add(messageId);
  return response.status;
}

/** Orders like a visitor, and returns the result that server code got for the event. */
async function order(): Promise<unknown> {
  const response = await fetch(`${url}/order?id=o1`, { method: 'POST', headers });
  expect(response.status).toBe(200);
  return response.json();
}

const readStatus = async (path: string): Promise<number> => (await fetch(url + path, { headers })).status;

/** Kills the site, and returns the ids in its outbox. */
async function readStored(): Promise<string[]> {
  await kill();
  const outbox = createLmdbOutbox({ path: join(folder, 'store') });
  const events = await outbox.queue.list(1_000);
  await outbox.close();
  return events.map(({ eventId }) => eventId);
}

describe.runIf(canTrace)('a disk', () => {
  it('whose sync fails makes collect respond with 503, harms no other route, and is used again when it works', async () => {
    expect(await collect('before')).toBe(202);
    const mend = await inject('fdatasync:error=EIO');
    for (const id of ['during-1', 'during-2', 'during-3']) expect(await collect(id)).toBe(503);
    expect(await order()).toMatchObject({ status: 'unavailable' });
    expect(await readStatus('/shop')).toBe(200);
    await waitFor(async () => (await readStatus('/twin/health/ready')) === 503);
    await mend();
    // Without a request to collect, because a load balancer sends none while the site is not ready.
    await waitFor(async () => (await readStatus('/twin/health/ready')) === 200);
    expect(await collect('after')).toBe(202);
    expect(await order()).toMatchObject({ status: 'accepted' });
    await waitFor(() => [...logged.matchAll(/info events are stored again {"afterMs":\d+}/g)].length === 2);
    expect(await readStored()).toEqual(expect.arrayContaining([...accepted]));
  }, 60_000);

  it.each(['EIO', 'ENOSPC'])(
    'that refuses writes with %s loses nothing that was acknowledged',
    async (code) => {
      for (const id of ['before-1', 'before-2']) expect(await collect(id)).toBe(202);
      const mend = await inject(`pwrite64,writev:error=${code}`);
      // lmdb writes the text of such an error into a buffer that is too small, which may crash the process after a
      // while.
      for (const id of ['during-1', 'during-2', 'during-3']) {
        expect(await collect(id).catch(() => 'ended')).not.toBe(202);
      }
      await mend();
      expect(await readStored()).toEqual(expect.arrayContaining([...accepted]));
    },
    60_000,
  );

  it('that takes five seconds to sync delays only the events that wait for it', async () => {
    const mend = await inject('fdatasync:delay_enter=5000000');
    const slow = collect('slow');
    await wait(100);
    expect(await readStatus('/shop')).toBe(200);
    expect(await order()).toMatchObject({ status: 'unavailable' });
    // A commit syncs more than once; after ten seconds collect responds that the event is not stored yet.
    expect([202, 503]).toContain(await slow);
    await mend();
    await waitFor(async () => (await collect('after')) === 202);
    expect(await readStored()).toEqual(expect.arrayContaining([...accepted]));
  }, 60_000);
});

it.skipIf(canTrace)('skipped: strace cannot run here, so no disk error is injected', ({ skip }) => skip());
