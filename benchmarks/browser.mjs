import { findChromium } from '@twinbeam/sandbox/chromium';
import puppeteer from 'puppeteer-core';
import { candidates } from './browser/candidates.mjs';
import { startServer } from './browser/server.mjs';
import { findLongTasks, timePage, weighPage } from './browser/session.mjs';
import { inRounds } from './lib/rounds.mjs';
import { toP95, toSummary } from './lib/summary.mjs';
import { percent, table } from './lib/table.mjs';

const rounds = Number(process.argv[2] ?? 5);
const server = await startServer(candidates);
const browser = await puppeteer.launch({ ...(await findChromium()), headless: true });
try {
  const weights = [];
  for (const index of candidates.keys()) weights.push(await weighPage(browser, server, `/${index}`));
  const times = await inRounds(
    candidates.map((_, index) => ({
      run: async () => {
        const address = `${server.url}/${index}`;
        return { ...(await timePage(browser, address)), longTasks: await findLongTasks(browser, address) };
      },
    })),
    rounds,
  );
  console.log(`${await browser.version()}, Node ${process.version}, median of ${rounds} rounds\n`);
  printWeights(weights);
  console.log();
  printTimes(times);
  console.log();
  for (const { name, does } of candidates) if (does) console.log(`${name}: ${does}`);
} finally {
  await browser.close();
  await server.close();
}

function printWeights(weights) {
  const kilobytes = (bytes) => (bytes / 1_000).toFixed(1);
  const rows = weights.slice(1).map(({ files, sent }, index) => {
    const sum = (list) => list.reduce((total, bytes) => total + bytes, 0);
    const bytesTo = (toMeta) => sent.filter((one) => one.toMeta === toMeta).map(({ bytes }) => bytes);
    const [own, meta] = [bytesTo(false), bytesTo(true)];
    const cells = [files.length ? kilobytes(files[0]) : '-', kilobytes(sum(files)), `${files.length}`];
    return [
      candidates[index + 1].name,
      ...cells,
      `${own.length}`,
      kilobytes(sum(own)),
      `${meta.length}`,
      kilobytes(sum(meta)),
    ];
  });
  const heads = [
    'a page view and ten events',
    'kB first file',
    'kB all',
    'files',
    'requests',
    'kB sent',
    'Pixel hits',
    'kB',
  ];
  console.log(table(heads, rows));
}

function printTimes(times) {
  const toMedian = (of) => (results) => toSummary(results.map(of));
  const toLoad = toMedian(({ load }) => load);
  const toEventTime = toMedian(({ event }) => event);
  // The cost of the page itself is subtracted from all scripts.
  const empty = { load: toLoad(times[0]).median, event: toEventTime(times[0]).median };
  const rows = times.map((results, index) => {
    const calls = results.flatMap((result) => result.calls);
    const load = toLoad(results);
    return [
      candidates[index].name,
      index ? (load.median - empty.load).toFixed(1) : `(${empty.load.toFixed(1)})`,
      percent(load.spread),
      (toSummary(calls).median * 1_000).toFixed(0),
      (toP95(calls) * 1_000).toFixed(0),
      index
        ? ((toEventTime(results).median - empty.event) * 1_000).toFixed(0)
        : `(${(empty.event * 1_000).toFixed(0)})`,
      `${toSummary(results.map(({ longTasks }) => longTasks.length)).median}`,
    ];
  });
  const heads = [
    'main thread',
    'ms to load',
    'spread',
    'µs/track()',
    'µs p95',
    'µs/event, all',
    'long tasks, slowed 4x',
  ];
  console.log(table(heads, rows));
}
