import type { TraceStep } from './disk-trace.js';
import { createRandom } from './random.js';

/** A file as it may be after a power failure, and the output that the process had written by then. */
export interface CrashState {
  /** The position in the trace at which the power failed, and how much was kept of the writes that were not synced. */
  description: string;
  bytes: Buffer;
  output: string;
}

type Write = Extract<TraceStep, { kind: 'write' }>;

/** The smallest unit that a disk writes atomically. */
const sector = 512;
const page = 4_096;

/**
 * Creates the states in which a crash may leave the one traced file, once it has its name. A third are at syncs, with
 * only the synced writes; the others are at random moments, with a random part of the writes that were not synced:
 * whole, missing or torn.
 */
export function* createCrashStates(steps: readonly TraceStep[], count: number, seed: number): Generator<CrashState> {
  const random = createRandom(seed);
  const named = steps.findIndex(({ kind }) => kind === 'named');
  const syncs = steps.flatMap(({ kind }, index) =>
    index > named && (kind === 'synced' || kind === 'written') ? [index + 1] : [],
  );
  const wanted = new Map<number, number>();
  const want = (cut: number) => wanted.set(cut, (wanted.get(cut) ?? 0) + 1);
  for (const cut of spread(syncs, Math.ceil(count / 3))) want(cut);
  while (sum(wanted) < count) want(named + 1 + Math.floor(random() * (steps.length - named)));

  let disk = Buffer.alloc(0) as Buffer;
  let output = '';
  /** Writes not covered by a sync, in order; the ids of those that have returned are in `returned`. */
  let open: Write[] = [];
  const returned = new Set<number>();
  const covered = new Map<number, number[]>();
  const settle = (ids: readonly number[]): void => {
    for (const write of open.filter(({ id }) => ids.includes(id))) disk = apply(disk, write.offset, write.bytes);
    open = open.filter(({ id }) => !ids.includes(id));
  };

  for (const [index, step] of steps.entries()) {
    if (step.kind === 'write') open.push(step);
    else if (step.kind === 'written') {
      if (step.durable) settle([step.id]);
      else returned.add(step.id);
    } else if (step.kind === 'sync')
      covered.set(
        step.id,
        open.flatMap(({ id }) => (returned.has(id) ? [id] : [])),
      );
    else if (step.kind === 'synced') settle(covered.get(step.id) ?? []);
    else if (step.kind === 'output') output += step.text;

    for (let left = wanted.get(index + 1) ?? 0; left > 0; left--) {
      const keep = left === 1 && syncs.includes(index + 1) ? 0 : random();
      yield {
        description: `after ${index + 1} of ${steps.length} steps, seed ${seed}, ${open.length} writes not synced, ${keep.toFixed(2)} of them kept`,
        bytes: open.reduce((bytes, write) => keepPart(bytes, write, keep, random), Buffer.from(disk) as Buffer),
        output,
      };
    }
  }
}

/** Applies a random part of a write: each page is kept whole, left out or cut at a sector. */
function keepPart(bytes: Buffer, { offset, bytes: written }: Write, keep: number, random: () => number): Buffer {
  let result = bytes;
  for (let start = 0; start < written.length; start += page) {
    if (random() >= keep) continue;
    const length = random() < 0.2 ? Math.floor(random() * (page / sector)) * sector : page;
    result = apply(result, offset + start, written.subarray(start, Math.min(start + length, written.length)));
  }
  return result;
}

function apply(bytes: Buffer, offset: number, written: Buffer): Buffer {
  const end = offset + written.length;
  const result = bytes.length >= end ? bytes : Buffer.concat([bytes, Buffer.alloc(end - bytes.length)]);
  written.copy(result, offset);
  return result;
}

const sum = (counts: Map<number, number>): number => [...counts.values()].reduce((total, count) => total + count, 0);

/** Returns `count` entries of a list at even distances, or all of them. */
const spread = (list: readonly number[], count: number): number[] =>
  list.filter(
    (_entry, index) => Math.floor((index * count) / list.length) !== Math.floor(((index - 1) * count) / list.length),
  );
