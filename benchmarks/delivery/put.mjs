import { join } from 'node:path';
import { createLmdbOutbox } from '@twinbeam/server';
import { openAppendLog } from '../lib/append-log.mjs';
import { nextEvent } from '../lib/events.mjs';
import { keepInFlight } from '../lib/load.mjs';
import { inRounds } from '../lib/rounds.mjs';
import { toP99, toSummary } from '../lib/summary.mjs';
import { count, percent, table } from '../lib/table.mjs';

/** The puts in flight, and the events of a round, which are the same for all contenders. */
const sizes = [
  { width: 1, calls: 3_000 },
  { width: 100, calls: 20_000 },
  { width: 1_000, calls: 50_000 },
];
const rounds = 7;

/** Measures how fast events are durable, compared with a plain append. */
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
  return table(['put, 1 kB an event', 'in flight', 'events/s', 'of the limit', 'p99 ms', 'spread'], rows);
}
