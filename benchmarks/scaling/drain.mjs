import { startChild } from '../lib/child.mjs';
import { fill } from '../lib/fill.mjs';
import { inRounds } from '../lib/rounds.mjs';
import { toSummary } from '../lib/summary.mjs';
import { count, percent, table } from '../lib/table.mjs';

const events = 30_000;
const rounds = 3;

/** Measures how fast one dispatcher sends pending events to a Graph that responds at once. */
export async function drain({ engines }) {
  const graph = await startChild(new URL('../programs/graph.mjs', import.meta.url));
  const results = await inRounds(
    engines.map((engine) => ({ run: () => drainOnce(graph, engine) })),
    rounds,
  );
  await graph.stop();
  const speeds = results.map((result) => toSummary(result.map(({ seconds }) => events / seconds)));
  const rows = engines.map(({ name }, index) => [
    name,
    count(speeds[index].median),
    index === 0 ? '-' : percent(speeds[index].median / speeds[0].median),
    percent(speeds[index].spread),
  ]);
  return table([`drain of ${count(events)}`, 'events/s', 'of LMDB', 'spread'], rows);
}

async function drainOnce(graph, { name, open, toConnectionUrl }) {
  const filled = await open('DRAIN');
  await fill(filled, events);
  await filled.close();
  const before = await graph.ask('counts');
  const child = await startChild(new URL('../programs/drain.mjs', import.meta.url), {
    kind: 'twinbeam',
    graphUrl: graph.url,
    outbox: toConnectionUrl('DRAIN'),
    events,
  });
  const result = await child.ask('drain');
  await child.stop();
  const received = (await graph.ask('counts')).received - before.received;
  if (received !== events) throw new Error(`${name}: of ${events} pending events Graph has counted ${received}`);
  return result;
}
