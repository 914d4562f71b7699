import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createLmdbOutbox } from '@twinbeam/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFixture, type Fixture } from './support/fixture.js';
import { waitFor } from './support/wait-for.js';

/** Shutdown of a host under load: `twinbeam.close({ server, timeoutMs })` on SIGTERM, in a real process. */

const program = fileURLToPath(new URL('programs/host.mjs', import.meta.url));
const timeoutMs = 3_000;

let fixture: Fixture;
beforeEach(async () => {
  fixture = await createFixture((folder) => ({ outbox: `lmdb:${folder}` }));
});
afterEach(() => fixture.close());

async function start(host: string): Promise<{ child: ChildProcess; lines: string[]; url: string }> {
  const args = [program, fixture.sandbox.url, `lmdb:${fixture.folder}`, host, String(timeoutMs)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  fixture.closeLater(() => child.kill('SIGKILL'));
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  await waitFor(() => lines.length > 0);
  return { child, lines, url: `http://localhost:${lines[0]}` };
}

/**
 * Sends requests over connections that are never idle, until they are refused. Returns the ids of the accepted ones.
 */
function load(url: string, connections: number): Set<string> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  fixture.closeLater(() => agent.destroy());
  const accepted = new Set<string>();
  let number = 0;
  const sendNext = (): void => {
    const id = `e${++number}`;
    const request = get(`${url}/track?id=${id}`, { agent }, (response: IncomingMessage) => {
      if (response.statusCode === 200) accepted.add(id);
      response.resume().on('close', sendNext);
    });
    // The server has shut down.
    request.on('error', () => undefined);
  };
  for (let connection = 0; connection < connections; connection++) sendNext();
  return accepted;
}

describe('close with a server', () => {
  it.each([
    ['Express', 'express', {}],
    ['node:http', 'http', {}],
    ['Express while Meta hangs', 'express', { delayMs: 60_000 }],
  ])(
    'ends within its limit, with 16 busy connections to %s, and loses nothing',
    async (_name, host, fault) => {
      fixture.sandbox.break({ target: 'graph', ...fault });
      const { child, lines, url } = await start(host);
      const accepted = load(url, 16);
      await waitFor(() => accepted.size > 100);
      const sentAt = performance.now();
      child.kill('SIGTERM');
      const [code] = await once(child, 'close');
      expect([code, lines.at(-1)]).toEqual([0, 'closed with 0 connections']);
      // Twice the limit, because the machine may be busy. A server that waited for idle connections would never end.
      expect(performance.now() - sentAt).toBeLessThan(2 * timeoutMs);
      fixture.sandbox.mend();
      const outbox = createLmdbOutbox({ path: fixture.folder });
      const waiting = (await outbox.queue.list(100_000)).map(({ eventId }) => eventId);
      await outbox.close();
      const known = new Set([...waiting, ...fixture.arrived()]);
      expect([...accepted].filter((id) => !known.has(id))).toEqual([]);
    },
    30_000,
  );

  it.each(['express', 'http'])(
    'cuts a response of %s that never ends',
    async (host) => {
      const { child, lines, url } = await start(host);
      const response = await fetch(`${url}/stream`);
      const body = response.text().catch(() => 'cut');
      child.kill('SIGTERM');
      const [code] = await once(child, 'close');
      expect([code, lines.at(-1)]).toEqual([0, 'closed with 0 connections']);
      expect(await body).toBe('cut');
    },
    30_000,
  );
});
