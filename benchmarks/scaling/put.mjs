import { nextEvent } from '../lib/events.mjs';
import { keepInFlight } from '../lib/load.mjs';
import { inRounds } from '../lib/rounds.mjs';
import { toP50, toP99, toSummary } from '../lib/summary.mjs';
import { count, percent, table } from '../lib/table.mjs';

/** The puts in flight and the events per round, the same for all engines. */
const sizes = [
  { width: 1, calls: 2_000 },
  { width: 100, calls: 20_000 },
];
const rounds = 5;

/** Measures how fast each engine stores events, and how long one put takes. */
export async function put({ engines }) {
  const outboxes = await Promise.all(engines.map(({ open }) => open('PUT')));
  const contenders = sizes.flatMap((size) =>
    engines.map(({ name }, index) => ({ ...size, name, call: () => outboxes[index].put([nextEvent()]) })),
  );
  const results = await inRounds(
    contenders.map(({ width, calls, call }) => ({ run: () => keepInFlight(width, { calls }, call) })),
    rounds,
  );
  for (const outbox of outboxes) await outbox.close();

  const rows = contenders.map(({ width, name }, index) => {
    const toSpeed = (at) => toSummary(results[at].map(({ perSecond }) => perSecond));
    const toTime = (of) => toSummary(results[index].map(({ times }) => of(times))).median.toFixed(2);
    const first = index - (index % engines.length);
    const { median, spread } = toSpeed(index);
    return [
      name,
      count(width),
      count(median),
      index === first ? '-' : percent(median / toSpeed(first).median),
      toTime(toP50),
      toTime(toP99),
      percent(spread),
    ];
  });
  return table(['put, 1 kB an event', 'in flight', 'events/s', 'of LMDB', 'p50 ms', 'p99 ms', 'spread'], rows);
}
