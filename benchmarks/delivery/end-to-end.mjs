import { join } from 'node:path';
import { startChild } from '../lib/child.mjs';
import { keepInFlight } from '../lib/load.mjs';
import { inRounds } from '../lib/rounds.mjs';
import { toSummary } from '../lib/summary.mjs';
import { count, percent, table } from '../lib/table.mjs';
import { openVisits } from '../lib/visits.mjs';

const connections = 64;
const rounds = 3;
const sliceMs = 3_000;
/** The time after which as many events are counted as accepted. */
const leadMs = 1_000;

const kinds = [
  { name: 'by hand: each event a request to Graph', kind: 'direct' },
  { name: 'Twinbeam', kind: 'twinbeam' },
];

/** Measures from a visitor's request to Graph's count, in a steady state. Returns the table, and its README line. */
export async function endToEnd({ folder }) {
  const contenders = [];
  for (const { name, kind } of kinds) {
    const graph = await startChild(new URL('../programs/graph.mjs', import.meta.url));
    const server = await startChild(new URL('../programs/server.mjs', import.meta.url), {
      kind,
      graphUrl: graph.url,
      outbox: `lmdb:${join(folder, kind)}`,
    });
    contenders.push({ name, graph, server, visits: openVisits(server.url, connections) });
  }
  const results = await inRounds(
    contenders.map((contender) => ({ run: (round) => steadyState(contender, round < 0 ? leadMs : sliceMs) })),
    rounds,
  );
  for (const { graph, server, visits } of contenders) {
    await visits.close();
    await server.stop();
    await graph.stop();
  }

  const of = (index, field) => toSummary(results[index].map((result) => result[field]));
  const rows = contenders.map(({ name }, index) => [
    name,
    count(of(index, 'counted').median),
    index === 0 ? '-' : `${(of(index, 'counted').median / of(0, 'counted').median).toFixed(1)} x`,
    percent(of(index, 'counted').spread),
    count(of(index, 'accepted').median),
    count(of(index, 'batch').median),
    count(of(index, 'flushMs').median),
  ]);
  const heads = ['end to end', 'counted/s', 'of by hand', 'spread', 'accepted/s', 'events/batch', 'ms to empty'];
  const perSecond = `${count(of(1, 'counted').median)} per second`;
  return { text: table(heads, rows), results: [['end to end, from the request to Graph', perSecond]] };
}

async function steadyState({ name, graph, server, visits }, ms) {
  const first = await graph.ask('counts');
  const lead = await keepInFlight(connections, { ms: leadMs }, () => visits.post());
  const before = await graph.ask('counts');
  const { perSecond: accepted, times } = await keepInFlight(connections, { ms }, () => visits.post());
  const after = await graph.ask('counts');
  const seconds = times.length / accepted;
  const flushing = performance.now();
  await server.ask('flush');
  const flushMs = performance.now() - flushing;

  // The comparison is valid only if no event was lost or sent twice.
  const { received } = await graph.ask('counts');
  const sent = lead.times.length + times.length;
  if (received - first.received !== sent) {
    throw new Error(`${name}: of ${sent} accepted events Graph has counted ${received - first.received}`);
  }
  const counted = after.received - before.received;
  return { accepted, counted: counted / seconds, batch: counted / (after.requests - before.requests), flushMs };
}
