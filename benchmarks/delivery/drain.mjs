import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startChild } from '../lib/child.mjs';
import { inRounds } from '../lib/rounds.mjs';
import { toSummary } from '../lib/summary.mjs';
import { count, percent, table } from '../lib/table.mjs';

const rounds = 3;
const kinds = [
  { name: 'limit: the requests alone', kind: 'requests' },
  { name: 'Twinbeam', kind: 'twinbeam' },
];

/** Measures how fast a new process sends pending events, and its memory. Returns the table, and its README lines. */
export async function drain({ folder, full }) {
  const events = full ? 1_000_000 : 100_000;
  const filled = join(folder, 'filled');
  const filler = await startChild(new URL('../programs/filler.mjs', import.meta.url), { path: filled, rows: events });
  await filler.stop();
  const graph = await startChild(new URL('../programs/graph.mjs', import.meta.url));
  const results = await inRounds(
    kinds.map(({ kind }) => ({ run: () => drainOnce({ kind, graph, filled, path: join(folder, 'copy'), events }) })),
    rounds,
  );
  await graph.stop();

  const toSpeed = (index) => toSummary(results[index].map(({ seconds }) => events / seconds));
  const toCpu = (index) => toSummary(results[index].map(({ cpuMicroseconds }) => cpuMicroseconds)).median;
  const rows = kinds.map(({ name }, index) => {
    // The samples of the median round.
    const { samples } = results[index].toSorted((one, other) => one.seconds - other.seconds)[rounds >> 1];
    return [
      name,
      count(toSpeed(index).median),
      index === 0 ? '-' : percent(toSpeed(index).median / toSpeed(0).median),
      percent(toSpeed(index).spread),
      toCpu(index).toFixed(1),
      ...[samples[0], samples[samples.length >> 1], samples.at(-1)].map(memoryText),
    ];
  });
  const memory = ['MB at start (own)', 'in the middle', 'at the end'];
  const own = Math.max(...results[1].flatMap(({ samples }) => samples.map((sample) => sample.own)));
  return {
    text: table([`drain of ${count(events)}`, 'events/s', 'of the limit', 'spread', 'CPU µs/event', ...memory], rows),
    results: [
      ['drain', `${count(toSpeed(1).median)} events per second`],
      ['… compared with the bare requests', (toSpeed(1).median / toSpeed(0).median).toFixed(2)],
      ['… CPU of all its threads, its start included', `${toCpu(1).toFixed(1)} µs per event`],
      ['… memory of the process, without the mapped file, at most', `${count(own)} MB`],
    ],
  };
}

const memoryText = ({ rss, own }) => `${count(rss)} (${Number.isNaN(own) ? '-' : count(own)})`;

async function drainOnce({ kind, graph, filled, path, events }) {
  await cp(filled, path, { recursive: true });
  const before = await graph.ask('counts');
  const child = await startChild(new URL('../programs/drain.mjs', import.meta.url), {
    kind,
    graphUrl: graph.url,
    outbox: `lmdb:${path}`,
    events,
  });
  const result = await child.ask('drain');
  await child.stop();
  await rm(path, { recursive: true });
  const received = (await graph.ask('counts')).received - before.received;
  if (received !== events) throw new Error(`${kind}: of ${events} pending events Graph has counted ${received}`);
  return result;
}
