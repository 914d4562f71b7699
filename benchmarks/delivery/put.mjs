import { join } from 'node:path';
import { createLmdbOutbox } from '@twinbeam/server';
import { openAppendLog } from '../lib/append-log.mjs';
import { nextEvent } from '../lib/events.mjs';
import { keepInFlight } from '../lib/load.mjs';
import { inRounds } from '../lib/rounds.mjs';
import { toP99, toSummary } from '../lib/summary.mjs';
import { count, percent, table } from '../lib/table.mjs';

/** The puts in flight and the events per round, the same for all contenders. */
const sizes = [
  { width: 1, calls: 1_000 },
  { width: 100, calls: 10_000 },
  { width: 1_000, calls: 30_000 },
];
const rounds = 5;

/** Measures how fast events become durable, compared with a plain append. Returns the table, and its README lines. */
export async function put({ folder }) {
  const log = await openAppendLog(join(folder, 'lines'));
  const outbox = createLmdbOutbox({ path: join(folder, 'outbox') });
  const contenders = sizes.flatMap((size) => [
    { ...size, name: 'limit: append + fdatasync', call: () => log.append(nextEvent().json) },
    { ...size, name: 'outbox in LMDB', call: () => outbox.put([nextEvent()]) },
  ]);
  const results = await inRounds(
    contenders.map(({ width, calls, call }) => ({ run: () => keepInFlight(width, { calls }, call) })),
    rounds,
  );
  await log.close();
  await outbox.close();

  const speeds = results.map((result) => toSummary(result.map(({ perSecond }) => perSecond)));
  const rows = contenders.map(({ width, name }, index) => [
    name,
    count(width),
    count(speeds[index].median),
    index % 2 ? percent(speeds[index].median / speeds[index - 1].median) : '-',
    toSummary(results[index].map(({ times }) => toP99(times))).median.toFixed(2),
    percent(speeds[index].spread),
  ]);
  const share = (index) => (speeds[index].median / speeds[index - 1].median).toFixed(1);
  return {
    text: table(['put, 1 kB an event', 'in flight', 'events/s', 'of the limit', 'p99 ms', 'spread'], rows),
    results: [
      ['put, 100 in flight', `${count(speeds[3].median)} durable events/s`],
      ['… compared with a plain append with `fdatasync`', `${share(3)}; with one in flight ${share(1)}`],
    ],
  };
}
