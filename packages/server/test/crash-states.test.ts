import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createLmdbOutbox } from '@twinbeam/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canTrace } from './support/can-trace.js';
import { type CrashState, createCrashStates } from './support/crash-states.js';
import { parseTrace, straceArguments, type TraceStep } from './support/disk-trace.js';

/** Number of states that are opened; use thousands for a thorough run. */
const count = Number(process.env.TWINBEAM_CRASH_STATES ?? 150);
const seed = Number(process.env.TWINBEAM_SEED ?? Math.floor(Math.random() * 2 ** 31));
const program = fileURLToPath(new URL('programs/recorded.mjs', import.meta.url));

let folder: string;
let steps: TraceStep[];

/** Records the writes of a process to the file of its outbox while events are put, sent, refused and set aside. */
async function record(): Promise<TraceStep[]> {
  const trace = join(folder, 'trace');
  const store = join(folder, 'recorded');
  const traced = [process.execPath, program, store, '4', '20'];
  await promisify(execFile)('strace', [...straceArguments(trace), ...traced], { maxBuffer: 2 ** 26 });
  return parseTrace(await readFile(trace, 'utf8'), (file) => file.startsWith(store) && file.endsWith('data.mdb'));
}

const readIds = (output: string, word: string): Set<string> =>
  new Set(output.split('\n').flatMap((line) => (line.startsWith(`${word} `) ? [line.slice(word.length + 1)] : [])));

/** Opens the outbox as a crash left it, and returns what is wrong with it. */
async function findLoss({ bytes, output }: CrashState, path: string): Promise<string[]> {
  await mkdir(path, { mode: 0o700 });
  await writeFile(join(path, 'data.mdb'), bytes, { mode: 0o600 });
  const outbox = createLmdbOutbox({ path });
  try {
    const events = [...(await outbox.queue.list(10_000)), ...(await outbox.deadLetters.list())];
    const found = events.map(({ eventId }) => eventId);
    const gone = readIds(output, 'gone');
    const [next] = await outbox.put([
      { pixelId: '2', name: 'Lead', eventId: 'next', source: 'server', expiresAt: 1e15, json: '{}' },
    ]);
    return [
      ...[...readIds(output, 'ack')].filter((id) => !gone.has(id) && !found.includes(id)).map((id) => `lost ${id}`),
      ...found.filter((id, index) => found.indexOf(id) !== index).map((id) => `twice ${id}`),
      ...(next === 'accepted' ? [] : [`the next event is ${next}`]),
    ];
  } finally {
    await outbox.close();
    await rm(path, { recursive: true });
  }
}

describe.runIf(canTrace)('an outbox on disk after a power failure', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'twinbeam-crash-'));
    steps = await record();
  }, 60_000);
  afterAll(() => rm(folder, { recursive: true }));

  it('was recorded with its writes, syncs and acknowledgements', () => {
    for (const kind of ['write', 'written', 'sync', 'synced', 'output']) {
      expect(steps.filter((step) => step.kind === kind).length).toBeGreaterThan(20);
    }
  });

  it(`opens, and has every event that was acknowledged, in ${count} states, seed ${seed}`, async () => {
    const broken: string[] = [];
    let acknowledged = 0;
    let number = 0;
    for (const state of createCrashStates(steps, count, seed)) {
      acknowledged += readIds(state.output, 'ack').size;
      const path = join(folder, `state-${++number}`);
      const loss = await findLoss(state, path).catch((error: Error) => [error.message]);
      if (loss.length > 0) broken.push(`${state.description}: ${loss.slice(0, 5).join(', ')}`);
    }
    expect(acknowledged).toBeGreaterThan(count);
    expect(broken).toEqual([]);
  }, 600_000);
});

it.skipIf(canTrace)('skipped: strace cannot run here, so no crash is recorded', ({ skip }) => skip());
