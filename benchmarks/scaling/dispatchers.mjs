import { setTimeout } from 'node:timers/promises';
import { startChild } from '../lib/child.mjs';
import { fill } from '../lib/fill.mjs';
import { inRounds } from '../lib/rounds.mjs';
import { toSummary } from '../lib/summary.mjs';
import { count, percent, table } from '../lib/table.mjs';

const sizes = [1, 2, 4];
const responseMs = 1_000;
/** The maximum number of requests that a dispatcher has in flight for a pixel. */
const inFlight = 4;
const measureMs = 2_500;
const rounds = 3;
/** More events than four dispatchers send in the measured time and during their start. */
const backlog = 20_000;

/**
 * Measures how the sending rate grows with the number of dispatchers when Graph is slow. The stand-in delays every
 * response by the same time, any number in parallel. The table also has the rate that would be possible if nothing else
 * took time.
 */
export async function dispatchers({ engines }) {
  const graph = await startChild(new URL('../programs/graph.mjs', import.meta.url), { delayMs: responseMs });
  const contenders = engines.slice(1).flatMap((engine) => sizes.map((size) => ({ engine, size })));
  const results = await inRounds(
    contenders.map(({ size, engine }) => ({ run: () => sendBy(size, engine, graph) })),
    rounds,
  );
  await graph.stop();
  const rows = contenders.map(({ engine, size }, index) => {
    const { median, spread } = toSummary(results[index].map(({ perSecond }) => perSecond));
    const one = toSummary(results[index - (index % sizes.length)].map(({ perSecond }) => perSecond)).median;
    const batch = toSummary(results[index].map((result) => result.batch)).median;
    return [
      engine.name,
      String(size),
      count(median),
      size === 1 ? '-' : `${(median / one).toFixed(1)} x`,
      percent(median / (size * inFlight * batch * (1_000 / responseMs))),
      count(batch),
      percent(spread),
    ];
  });
  const heads = ['dispatchers', 'events/s', 'of one', 'of what Graph’s time allows', 'events/batch', 'spread'];
  return table([`sent to a Graph that takes ${responseMs} ms`, ...heads], rows);
}

async function sendBy(size, { open, toConnectionUrl }, graph) {
  const store = await open('DISPATCHERS');
  const options = { pixelId: '1', accessToken: 't', graphUrl: graph.url, outbox: toConnectionUrl('DISPATCHERS') };
  const first = await graph.ask('counts');
  await fill(store, size * backlog);
  const senders = await Promise.all(
    Array.from({ length: size }, () => startChild(new URL('../programs/dispatcher.mjs', import.meta.url), options)),
  );
  // Waits until all dispatchers are sending.
  await setTimeout(1_000);
  const before = await graph.ask('counts');
  const start = performance.now();
  await setTimeout(measureMs);
  const after = await graph.ask('counts');
  const seconds = (performance.now() - start) / 1_000;
  if (after.received - first.received >= size * backlog) throw new Error('The backlog was too small to measure by.');
  // Otherwise the remaining events would be sent in the next measurement.
  while ((await store.stats()).pending > 0) await setTimeout(50);
  await Promise.all(senders.map((sender) => sender.stop()));
  await store.close();
  const received = after.received - before.received;
  return { perSecond: received / seconds, batch: received / (after.requests - before.requests) };
}
