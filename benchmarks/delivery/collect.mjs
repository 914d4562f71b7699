import { join } from 'node:path';
import { startChild } from '../lib/child.mjs';
import { keepInFlight } from '../lib/load.mjs';
import { inRounds } from '../lib/rounds.mjs';
import { toP99, toSummary } from '../lib/summary.mjs';
import { count, percent, table } from '../lib/table.mjs';
import { openVisits } from '../lib/visits.mjs';

const connections = 64;
const rounds = 5;
const sliceMs = 1_000;
/** Visitors of the host's other route, per second. */
const visitorsPerSecond = 100;
/** Messages per request. */
const sizes = [1, 10];

const kinds = [
  { name: 'bare Express route', kind: 'bare' },
  { name: 'Twinbeam, stored only', kind: 'twinbeam', dispatch: false },
  { name: 'Twinbeam', kind: 'twinbeam' },
];

/**
 * Measures `POST /twin/collect` at full load, compared with a route that only parses the same JSON. Returns the table,
 * and its lines in the README.
 */
export async function collect({ folder }) {
  const graph = await startChild(new URL('../programs/graph.mjs', import.meta.url));
  const servers = [];
  for (const [index, { name, kind, dispatch }] of kinds.entries()) {
    const outbox = `lmdb:${join(folder, String(index))}`;
    const server = await startChild(new URL('../programs/server.mjs', import.meta.url), {
      kind,
      graphUrl: graph.url,
      outbox,
      dispatch,
    });
    const { url } = server;
    const given = { url: new URL('/boots', url), perSecond: visitorsPerSecond, ms: sliceMs };
    const visitor = await startChild(new URL('../programs/visitor.mjs', import.meta.url), given);
    servers.push({ name, server, visitor, visits: openVisits(url, connections) });
  }
  const contenders = sizes.flatMap((size) => servers.map((one) => ({ ...one, size })));
  const results = await inRounds(
    contenders.map((contender) => ({ run: () => fullLoad(contender) })),
    rounds,
  );
  for (const { server, visitor, visits } of servers) {
    await visits.close();
    await visitor.stop();
    await server.stop();
  }
  await graph.stop();

  const summaries = results.map(toFigures);
  const rows = contenders.map(({ name, size }, index) => {
    const { perSecond, cpu, p99 } = summaries[index];
    const bare = summaries[Math.floor(index / servers.length) * servers.length];
    return [
      name,
      count(size),
      count(perSecond.median),
      (perSecond.median / bare.perSecond.median).toFixed(2),
      percent(perSecond.spread),
      count(cpu.median),
      (bare.cpu.median / cpu.median).toFixed(2),
      p99.toFixed(1),
      (p99 / bare.p99).toFixed(1),
    ];
  });
  return {
    text: table(heads, rows),
    results: sizes.map((size, place) => toResult(size, summaries, place * kinds.length)),
  };
}

/** Compares Twinbeam, only storing and complete, with the bare route, which is the first of three. */
function toResult(size, summaries, first) {
  const [bare, stored, whole] = summaries.slice(first, first + kinds.length);
  const share = ({ perSecond }) => (perSecond.median / bare.perSecond.median).toFixed(2);
  const waits = [bare, whole].map(({ p99 }) => `${count(p99)} ms`).join(' and ');
  return [
    `collect, ${size} in a request, compared with an Express route that only parses the JSON`,
    `${share(stored)} stored, ${share(whole)} with sending; another route p99 ${waits}`,
  ];
}

const heads = [
  'collect at full load',
  'events/request',
  'requests/s',
  'of bare',
  'spread',
  'CPU µs/request',
  'bare’s share',
  'other route p99 ms',
  'times bare',
];

/** Summarises the rounds of a contender. The rounds of the other route are combined, because one has few visitors. */
const toFigures = (results) => ({
  perSecond: toSummary(results.map(({ perSecond }) => perSecond)),
  cpu: toSummary(results.map(({ cpuMicroseconds }) => cpuMicroseconds)),
  p99: toP99(results.flatMap(({ waits }) => waits)),
});

async function fullLoad({ server, visitor, visits, size }) {
  const before = await server.ask('cpu');
  const visited = visitor.ask('visit');
  const { perSecond, times } = await keepInFlight(connections, { ms: sliceMs }, () => visits.post(size));
  const spent = (await server.ask('cpu')) - before;
  const waits = await visited;
  await server.ask('flush');
  return { perSecond, cpuMicroseconds: (spent * 1e6) / times.length, waits };
}
