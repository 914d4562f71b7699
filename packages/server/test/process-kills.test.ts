import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFixture, type Fixture } from './support/fixture.js';
import { waitFor } from './support/wait-for.js';

/** Several processes use one store, and are killed (-9) one at a time. */
const isLong = Boolean(process.env.TWINBEAM_LONG);
const sizes = isLong ? [1, 2, 4, 8] : [1, 3];
/** Number of kills for each number of processes. */
const kills = Number(process.env.TWINBEAM_KILLS ?? (isLong ? 125 : 3));
const program = fileURLToPath(new URL('programs/racer.mjs', import.meta.url));

let fixture: Fixture;
let children: Racer[];
beforeEach(async () => {
  fixture = await createFixture((folder) => ({ outbox: `lmdb:${folder}` }));
  children = [];
});
afterEach(async () => {
  await Promise.all(children.map(end));
  await fixture.close();
});

interface Racer {
  process: ChildProcess;
  prefix: string;
  /** Number of its completed calls. */
  ended: number;
}

async function end({ process: child }: Racer): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'close');
}

/** How often each id was accepted, and how often it was acknowledged (accepted or duplicate). */
type Tally = Map<string, { accepted: number; acknowledged: number }>;

function start(prefix: string, tally: Tally): Racer {
  const args = [program, `lmdb:${fixture.folder}`, prefix];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const racer: Racer = { process: child, prefix, ended: 0 };
  createInterface({ input: child.stdout }).on('line', (line) => {
    racer.ended++;
    const [status, eventId = ''] = line.split(' ');
    const counts = tally.get(eventId) ?? { accepted: 0, acknowledged: 0 };
    if (status === 'accepted') counts.accepted++;
    if (status === 'accepted' || status === 'duplicate') counts.acknowledged++;
    tally.set(eventId, counts);
  });
  children.push(racer);
  return racer;
}

/** Counts the events of a process that Meta received after a later event of the same process. */
function countInversions(arrived: readonly string[]): number {
  const last = new Map<string, number>();
  let inversions = 0;
  for (const eventId of arrived) {
    const [, prefix = '', number = ''] = /^(.*)-(\d+)$/.exec(eventId) ?? [];
    if (prefix === 'shared') continue;
    if (Number(number) < (last.get(prefix) ?? -1)) inversions++;
    last.set(prefix, Number(number));
  }
  return inversions;
}

describe.each(sizes)('of %i processes on one store', (size) => {
  it(`${kills} are killed, one after the other: nothing is lost, accepted twice, or out of order`, async () => {
    const dispatcher = fixture.start();
    const tally: Tally = new Map();
    let started = 0;
    const racers = Array.from({ length: size }, () => start(`p${++started}`, tally));
    const countRaced = () => [...tally.values()].filter(({ acknowledged }) => acknowledged > 1).length;
    await waitFor(() => racers.every(({ ended }) => ended > 0) && (size === 1 || countRaced() > 0));
    for (let kill = 0; kill < kills; kill++) {
      const index = kill % size;
      await waitFor(() => (racers[index]?.ended ?? 0) > 10);
      await end(racers[index] as Racer);
      racers[index] = start(`p${++started}`, tally);
    }
    await Promise.all(racers.map(end));
    const findLost = (): string[] => {
      const there = new Set(fixture.arrived());
      return [...tally].flatMap(([eventId, { acknowledged }]) =>
        acknowledged > 0 && !there.has(eventId) ? eventId : [],
      );
    };
    // Another process has stored the last events only a moment ago.
    await waitFor(() => findLost().length === 0, 20_000).catch(() => undefined);
    expect(await dispatcher.flush(60_000)).toBe(true);

    const arrived = fixture.arrived();
    const results = {
      twice: [...tally].filter(([, { accepted }]) => accepted > 1).length,
      lost: findLost().length,
      arrivedTwice: arrived.length - new Set(arrived).size,
      inversions: countInversions(arrived),
    };
    console.log(
      `${size} processes, ${kills} kills: ${tally.size} ids, ${countRaced()} of them from several; ${JSON.stringify(results)}`,
    );
    expect(results).toEqual({ twice: 0, lost: 0, arrivedTwice: 0, inversions: 0 });
  }, 900_000);
});
