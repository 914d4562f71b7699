import { join } from 'node:path';
import { createLmdbOutbox } from '@twinbeam/server';
import { nextEvent } from '../lib/events.mjs';
import { fill } from '../lib/fill.mjs';
import { keepInFlight } from '../lib/load.mjs';
import { inRounds } from '../lib/rounds.mjs';
import { toP99, toSummary } from '../lib/summary.mjs';
import { count, percent, table } from '../lib/table.mjs';

const sizes = [1_000, 100_000, 1_000_000];
const largest = 10_000_000;
const rounds = 5;
const batch = 1_000;
const inFlight = 100;
const turns = 5;

/**
 * Measures how the cost of put, take and confirm depends on the number of rows. Returns the table, and its line in the
 * README.
 */
export async function growth({ folder, full }) {
  const stores = [];
  for (const rows of full ? [...sizes, largest] : sizes) {
    const outbox = createLmdbOutbox({ path: join(folder, String(rows)), maxPending: 2 * largest });
    await fill(outbox, rows);
    stores.push({ rows, outbox });
  }
  const results = await inRounds(
    stores.map(({ outbox }) => ({ run: () => turnOver(outbox) })),
    rounds,
  );
  for (const { outbox } of stores) await outbox.close();

  const put = results.map((result) => toSummary(result.map(({ putMicroseconds }) => putMicroseconds)));
  const take = results.map((result) => toSummary(result.map(({ takeMicroseconds }) => takeMicroseconds)));
  const rows = stores.map((store, index) => [
    count(store.rows),
    put[index].median.toFixed(1),
    percent(put[index].median / put[0].median),
    percent(put[index].spread),
    toSummary(results[index].map(({ putTimes }) => toP99(putTimes))).median.toFixed(1),
    take[index].median.toFixed(1),
    percent(take[index].median / take[0].median),
    percent(take[index].spread),
  ]);
  const heads = ['growth: rows in the store', 'put µs/event', 'of the first', 'spread', 'p99 ms'];
  const last = stores.length - 1;
  const result = `${put[last].median.toFixed(0)} µs; ${take[last].median.toFixed(0)} µs per event`;
  return {
    text: table([...heads, 'take + confirm µs/event', 'of the first', 'spread'], rows),
    results: [[`growth: put; take and confirm, with ${count(stores[last].rows)} rows`, result]],
  };
}

/** Puts and takes the same number of events, so that the size of the store does not change. */
async function turnOver(outbox) {
  const putTimes = [];
  let putMs = 0;
  let takeMs = 0;
  for (let turn = 0; turn < turns; turn++) {
    const start = performance.now();
    const { times } = await keepInFlight(inFlight, { calls: batch }, () => outbox.put([nextEvent()]));
    const between = performance.now();
    const taken = await outbox.take('1', batch, 60_000);
    await outbox.confirm(taken.map(({ id }) => id));
    if (taken.length !== batch) throw new Error(`Took ${taken.length} of ${batch} events`);
    putTimes.push(...times);
    putMs += between - start;
    takeMs += performance.now() - between;
  }
  const events = turns * batch;
  return { putTimes, putMicroseconds: (putMs * 1000) / events, takeMicroseconds: (takeMs * 1000) / events };
}
