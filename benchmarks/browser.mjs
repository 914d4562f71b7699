import { launchChromium } from '@twinbeam/shop/dist/chromium.js';
import { candidates } from './browser/candidates.mjs';
import { openSite } from './browser/site.mjs';
import { slowVisit, timeVisit, weighVisit } from './browser/visit.mjs';
import { inRounds } from './lib/rounds.mjs';
import { p95Of, summaryOf } from './lib/summary.mjs';
import { percent, table } from './lib/table.mjs';

const rounds = Number(process.argv[2] ?? 5);
const site = await openSite(candidates);
const browser = await launchChromium();
try {
  const weights = [];
  for (const index of candidates.keys()) weights.push(await weighVisit(browser, site, `/${index}`));
  const times = await inRounds(
    candidates.map((_, index) => ({
      run: async () => {
        const address = `${site.url}/${index}`;
        return { ...(await timeVisit(browser, address)), longTasks: await slowVisit(browser, address) };
      },
    })),
    rounds,
  );
  console.log(`Chromium ${browser.version()}, Node ${process.version}, median of ${rounds} rounds\n`);
  printWeights(weights);
  console.log();
  printTimes(times);
  console.log();
  for (const { name, does } of candidates) if (does) console.log(`${name}: ${does}`);
} finally {
  await browser.close();
  await site.close();
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
  const medianOf = (of) => (results) => summaryOf(results.map(of));
  const loadOf = medianOf(({ load }) => load);
  const eventOf = medianOf(({ event }) => event);
  // What the page itself costs is no script's fault.
  const empty = { load: loadOf(times[0]).median, event: eventOf(times[0]).median };
  const rows = times.map((results, index) => {
    const calls = results.flatMap((result) => result.calls);
    const load = loadOf(results);
    return [
      candidates[index].name,
      index ? (load.median - empty.load).toFixed(1) : `(${empty.load.toFixed(1)})`,
      percent(load.spread),
      (summaryOf(calls).median * 1_000).toFixed(0),
      (p95Of(calls) * 1_000).toFixed(0),
      index ? ((eventOf(results).median - empty.event) * 1_000).toFixed(0) : `(${(empty.event * 1_000).toFixed(0)})`,
      `${summaryOf(results.map(({ longTasks }) => longTasks.length)).median}`,
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
