import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/**
 * Real processes on one store: which events are accepted once, whichever process accepts them and whatever was stored
 * in between.
 */

const program = fileURLToPath(new URL('programs/taker.mjs', import.meta.url));
const hour = 3_600_000;
/** Number of events in the memory window (with `TWINBEAM_LONG`, the default), and of events stored in between. */
const { windowSize, othersCount } = process.env.TWINBEAM_LONG
  ? { windowSize: 100_000, othersCount: 120_000 }
  : { windowSize: 1_000, othersCount: 3_000 };

let folder: string;
let children: ChildProcess[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'twinbeam-'));
  children = [];
});
afterEach(async () => {
  await Promise.all(children.map(end));
  await rm(folder, { recursive: true });
});

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

function start() {
  const child = spawn(process.execPath, [program, folder, String(windowSize)], { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async call(...call: [name: string, ...args: unknown[]]): Promise<unknown> {
      child.stdin.write(`${JSON.stringify(call)}\n`);
      return JSON.parse((await lines.next()).value ?? 'null');
    },
    kill: () => end(child),
  };
}

const accepted = (count: number) => ({ accepted: count, duplicate: 0, others: 0 });
const duplicates = (count: number) => ({ accepted: 0, duplicate: count, others: 0 });

describe('an event of server code, and a purchase', { timeout: 60_000 }, () => {
  it.each<[string, [string, ...unknown[]]]>([
    ['events of server code', ['track', 'e', 200]],
    ['purchases that pages have said', ['put', 'Purchase', 'e', 200]],
  ])('is accepted once by two processes at the same time: %s', async (_name, call) => {
    const processes = [start(), start()];
    // Both processes are running before the race.
    await Promise.all(processes.map((one) => one.call('pass', 0)));
    const results = (await Promise.all(processes.map((one) => one.call(...call)))) as ReturnType<typeof accepted>[];
    const sum = (name: keyof ReturnType<typeof accepted>) => results.reduce((total, result) => total + result[name], 0);
    expect([sum('accepted'), sum('duplicate'), sum('others')]).toEqual([200, 200, 0]);
  });

  it('is known after more events than the memory window holds, by every process, after a kill, and for 48 hours', async () => {
    const [first, second] = [start(), start()];
    expect(await first.call('track', 'e', 100)).toEqual(accepted(100));
    expect(await first.call('put', 'Purchase', 'p', 100)).toEqual(accepted(100));
    await first.call('fill', 'other', othersCount);
    const askAll = async (one: typeof first) => [
      await one.call('track', 'e', 100),
      await one.call('put', 'Purchase', 'p', 100),
      // An event of server code takes precedence over a page's.
      await one.call('put', 'Lead', 'e', 100),
    ];
    for (const one of [first, second])
      expect(await askAll(one)).toEqual([duplicates(100), duplicates(100), duplicates(100)]);
    await first.kill();
    const third = start();
    await third.call('pass', 47.9 * hour);
    expect(await askAll(third)).toEqual([duplicates(100), duplicates(100), duplicates(100)]);
    await third.call('pass', 0.2 * hour);
    expect(await third.call('track', 'e', 100)).toEqual(accepted(100));
    expect(await third.call('put', 'Purchase', 'p', 100)).toEqual(accepted(100));
  });

  it('is accepted from server code though a page has sent it, with and without other events in between', async () => {
    const [first, second] = [start(), start()];
    expect(await first.call('put', 'Lead', 'e', 100)).toEqual(accepted(100));
    expect(await second.call('track', 'e', 100)).toEqual(accepted(100));
    expect(await first.call('track', 'e', 100)).toEqual(duplicates(100));
    expect(await first.call('put', 'Lead', 'e', 100)).toEqual(duplicates(100));
  });
});
