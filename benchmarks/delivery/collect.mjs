import { join } from 'node:path';
import { startChild } from '../lib/child.mjs';
import { keepInFlight, keepRate } from '../lib/load.mjs';
import { inRounds } from '../lib/rounds.mjs';
import { toP99, toSummary } from '../lib/summary.mjs';
import { count, percent, table } from '../lib/table.mjs';
import { openVisits } from '../lib/visits.mjs';

const connections = 64;
const rounds = 5;
const sliceMs = 900;
/** Shares of the bare route's speed that are offered: more than a server can handle only measures its queue. */
const shares = [0.5, 0.25];

const kinds = [
  { name: 'bare Express route', kind: 'bare' },
  { name: 'Twinbeam, stored only', kind: 'twinbeam', dispatch: false },
  { name: 'Twinbeam', kind: 'twinbeam' },
];

/** Measures `POST /twin/collect`, compared with a route that only parses the JSON. */
export async function collect({ folder }) {
  const graph = await startChild(new URL('../programs/graph.mjs', import.meta.url));
  const contenders = [];
  for (const [index, { name, kind, dispatch }] of kinds.entries()) {
    const outbox = `lmdb:${join(folder, String(index))}`;
    const server = await startChild(new URL('../programs/server.mjs', import.meta.url), {
      kind,
      graphUrl: graph.url,
      outbox,
      dispatch,
    });
    contenders.push({ name, server, visits: openVisits(server.url, connections) });
  }
  const all = (load) =>
    inRounds(
      contenders.map((contender) => ({ run: () => load(contender) })),
      rounds,
    );

  const full = await all(fullLoad);
  const speeds = full.map((results) => toSummary(results.map(({ perSecond }) => perSecond)));
  const atFixedRate = [];
  for (const share of shares)
    atFixedRate.push(await all((contender) => fixedRateLoad(contender, share * speeds[0].median)));

  for (const { server, visits } of contenders) {
    await visits.close();
    await server.stop();
  }
  await graph.stop();

  const speedRows = contenders.map(({ name }, index) => [
    name,
    count(speeds[index].median),
    percent(speeds[index].median / speeds[0].median),
    count(toSummary(full[index].map(({ cpuMicroseconds }) => cpuMicroseconds)).median),
    percent(speeds[index].spread),
  ]);
  const speedHeads = ['collect, one message a request', 'requests/s', 'of bare', 'CPU µs/request', 'spread'];
  return `${table(speedHeads, speedRows)}\n\n${table(latencyHeads, toLatencyRows(contenders, atFixedRate))}`;
}

const latencyHeads = [
  'collect, at a share of what bare can do',
  'share',
  'requests/s',
  'p99 ms',
  'added p99 ms',
  'spread',
];

const toLatencyRows = (contenders, atFixedRate) =>
  shares.flatMap((share, place) => {
    const p99s = atFixedRate[place].map((results) => toSummary(results.map(({ times }) => toP99(times))));
    return contenders.map(({ name }, index) => [
      name,
      percent(share),
      count(toSummary(atFixedRate[place][index].map(({ perSecond }) => perSecond)).median),
      p99s[index].median.toFixed(1),
      (p99s[index].median - p99s[0].median).toFixed(1),
      percent(p99s[index].spread),
    ]);
  });

async function fullLoad({ server, visits }) {
  const before = await server.ask('cpu');
  const { perSecond, times } = await keepInFlight(connections, { ms: sliceMs }, visits.post);
  const spent = (await server.ask('cpu')) - before;
  await server.ask('flush');
  return { perSecond, cpuMicroseconds: (spent * 1e6) / times.length };
}

async function fixedRateLoad({ server, visits }, perSecond) {
  const result = await keepRate(perSecond, sliceMs, visits.post);
  await server.ask('flush');
  return result;
}
