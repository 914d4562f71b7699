import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Fault } from '@twinbeam/sandbox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canTrace } from './support/can-trace.js';
import { createFixture, type Fixture } from './support/fixture.js';
import { wait, waitFor } from './support/wait-for.js';

/** Number of kills in the first test; use 100 for a thorough run. */
const kills = Number(process.env.TWINBEAM_KILLS ?? 5);
const program = fileURLToPath(new URL('programs/tracker.mjs', import.meta.url));
let fixture: Fixture;

beforeEach(async () => {
  fixture = await createFixture((folder) => ({ outbox: `lmdb:${folder}` }));
});
afterEach(() => fixture.close());

/** Starts the program, and collects the lines that it writes. */
function start(prefix: string, lines: Set<string>): ChildProcess {
  const child = spawn(process.execPath, [program, fixture.sandbox.url, `lmdb:${fixture.folder}`, prefix], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  createInterface({ input: child.stdout }).on('line', (line) => lines.add(line));
  return child;
}

const kill = async (child: ChildProcess): Promise<void> => {
  child.kill('SIGKILL');
  await once(child, 'close');
};

async function drain(): Promise<void> {
  const lines = new Set<string>();
  await once(start('drain', lines), 'close');
  expect([...lines]).toEqual(['drained']);
}

describe('a killed process', () => {
  it(`has lost no acknowledged event, after ${kills} kills while Meta hangs, fails and recovers`, async () => {
    const troubles: Omit<Fault, 'target'>[] = [
      { delayMs: 400 },
      { status: 500 },
      { cut: 'after' },
      { status: 400, code: 4 },
      { cut: 'half' },
    ];
    const acknowledged = new Set<string>();
    const arrived = new Set<string>();
    const collect = () => {
      for (const { event_id } of fixture.sandbox.events()) arrived.add(`ack ${event_id}`);
      fixture.sandbox.clear();
    };
    for (let round = 0; round < kills; round++) {
      fixture.sandbox.mend();
      if (round % 3 < 2) fixture.sandbox.break({ target: 'graph', ...troubles[round % troubles.length] });
      const child = start(`r${round}`, acknowledged);
      const before = acknowledged.size;
      await waitFor(() => acknowledged.size > before);
      await wait(Math.random() * 300);
      await kill(child);
      collect();
    }
    fixture.sandbox.mend();
    await drain();
    collect();
    expect(acknowledged.size).toBeGreaterThanOrEqual(kills);
    expect([...acknowledged].filter((line) => !arrived.has(line))).toEqual([]);
  }, 600_000);

  it('sends an event again with the same id if Meta had received it, but it was not confirmed', async () => {
    fixture.sandbox.break({ target: 'graph', cut: 'after' });
    const lines = new Set<string>();
    const child = start('r', lines);
    await waitFor(() => fixture.sandbox.events().length > 0);
    await kill(child);
    const taken = fixture.sandbox.events().map(({ event_id }) => event_id);
    fixture.sandbox.mend();
    await drain();
    const all = fixture.sandbox.events().map(({ event_id }) => event_id);
    expect(all.length).toBeGreaterThan(new Set(all).size);
    for (const id of taken) expect(all.filter((other) => other === id).length).toBeGreaterThan(1);
    expect(fixture.sandbox.summary().events.Lead).toMatchObject({ counted: new Set(all).size });
  }, 60_000);

  it.runIf(canTrace)(
    'has the event and the pages that lead to it on disk before it acknowledges',
    async () => {
      const trace = join(fixture.folder, 'trace');
      const calls = 'trace=openat,fdatasync,write,writev,pwrite64,pwritev';
      const traced = ['-f', '-s', '65536', '-e', calls, '-o', trace, process.execPath, program, fixture.sandbox.url];
      await promisify(execFile)('strace', [...traced, `lmdb:${join(fixture.folder, 'store')}`, 'once']);
      const lines = (await readFile(trace, 'utf8')).split('\n');
      const acknowledged = lines.findIndex((line) => /write\(1, "ack /.test(line));
      const written = lines.findLastIndex(
        (line, index) => index < acknowledged && /(pwrite64|writev)\(.*once-1/.test(line),
      );
      const synced = lines.findIndex((line, index) => index > written && /fdatasync.* = 0/.test(line));
      // The root of the new tree is written through a descriptor opened with O_DSYNC, whose writes return when they are
      // on disk.
      const [, direct] = /data\.mdb", O_WRONLY\|O_DSYNC.* = (\d+)/.exec(lines.join('\n')) ?? [];
      const rooted = lines.findIndex((line, index) => index > synced && line.includes(`pwrite64(${direct},`));
      expect(written).toBeGreaterThan(0);
      expect([written, synced, rooted, acknowledged]).toEqual(
        [written, synced, rooted, acknowledged].sort((one, other) => one - other),
      );
    },
    60_000,
  );

  it.skipIf(canTrace)(
    'skipped: strace cannot run here, so the order of sync and acknowledgement is not checked',
    ({ skip }) => skip(),
  );
});
