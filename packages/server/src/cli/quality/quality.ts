import { type Command, InvalidArgumentError, Option } from 'commander';
import { resolveOptions } from '../../options/resolve-options.js';
import { createCommand } from '../create-command.js';
import { exitCodes } from '../exit-codes.js';
import { print, printError, printJson } from '../output.js';
import { toTable } from '../table.js';
import type { EventQuality } from './event-quality.js';
import { findUnmeasured, type MeasuredFigure } from './find-unmeasured.js';
import { defaultThresholds, findWeaknesses, type Weakness } from './find-weaknesses.js';
import { toQualityMetrics } from './quality-metrics.js';
import { readQuality } from './read-quality.js';

interface QualityCommandOptions {
  event?: string[];
  minQuality?: number;
  minCoverage?: number;
  json?: boolean;
  prometheus?: boolean;
}

/** Creates `twinbeam quality`, which prints Meta's own figures about the events. */
export const createQualityCommand = (): Command =>
  createCommand({
    name: 'quality',
    summary: 'Prints Meta’s figures for the events: match quality, coverage, deduplication keys, freshness.',
    details:
      'Reads the Dataset Quality API with the token of the environment. Below the table it prints what to change for each weak figure. With --min-quality or --min-coverage it exits with 1 when an event is below the threshold, or when Meta has no such figure.',
    examples: [
      ['twinbeam quality', 'Prints a table of all events, and what to change.'],
      [
        'twinbeam quality --event Purchase --min-quality 7 --min-coverage 75',
        'Exits with 1 when purchases are below these thresholds.',
      ],
      [
        'twinbeam quality --prometheus > /var/lib/node_exporter/meta.prom',
        'Writes metrics for the textfile collector.',
      ],
    ],
  })
    .option('--event <name...>', "Meta's names of the events; default: all")
    .option('--min-quality <score>', 'lowest accepted match quality, from 0 to 10', parseUpTo(10))
    .option(
      '--min-coverage <percentage>',
      'lowest accepted percentage of page events that the server covers',
      parseUpTo(100),
    )
    .option('--json', 'prints the figures as JSON')
    .addOption(new Option('--prometheus', 'prints the figures in the Prometheus text format').conflicts('json'))
    .action(run);

async function run(options: QualityCommandOptions): Promise<void> {
  const { event: names, minQuality, minCoverage, json = false, prometheus = false } = options;
  const resolved = resolveOptions({ mode: 'live', outbox: 'memory:' });
  const thresholds = { matchQuality: minQuality ?? defaultThresholds.matchQuality, coverage: minCoverage };
  const figures = await Promise.all(
    resolved.pixels.map(async (pixel) => {
      const all = await readQuality(pixel, resolved);
      const events = all.filter(({ event }) => !names || names.includes(event));
      const { pixelId } = pixel.settings;
      return { pixelId, events, known: all.map(({ event }) => event) };
    }),
  );
  const weaknesses = figures.flatMap(({ events }) => events.flatMap((event) => findWeaknesses(event, thresholds)));
  if (json) {
    const pixels = figures.map(({ pixelId, events }) => ({ pixelId, events }));
    printJson({ pixels, weaknesses });
  } else if (prometheus) print((await toQualityMetrics(figures)).trimEnd());
  else for (const each of figures) print(toText(each, weaknesses));
  const compared: MeasuredFigure[] = [];
  if (minQuality !== undefined) compared.push('matchQuality');
  if (minCoverage !== undefined) compared.push('coverage');
  const isBelow = weaknesses.some(({ figure }) => compared.some((each) => each === figure));
  const unmeasured = figures.flatMap((each) => compared.flatMap((figure) => findUnmeasured(each, figure, names) ?? []));
  for (const text of unmeasured) printError(text);
  process.exitCode = isBelow || unmeasured.length > 0 ? exitCodes.failed : exitCodes.ok;
}

interface PixelFigures {
  pixelId: string;
  events: readonly EventQuality[];
  /** Names of all events for which Meta has figures. */
  known: readonly string[];
}

function toText({ pixelId, events, known }: PixelFigures, weaknesses: readonly Weakness[]): string {
  if (known.length === 0) return `Meta has no figures for pixel ${pixelId} yet: they cover the last seven days.`;
  if (events.length === 0) {
    return `Meta has no figures of these events for pixel ${pixelId} in the last seven days, only of: ${known.join(', ')}.`;
  }
  const format = (figure: number | undefined, unit = ''): string => (figure === undefined ? '–' : `${figure}${unit}`);
  const rows = events.map(({ event, matchQuality, coverage, dedupeKeys, freshness = '–' }) => {
    const id = dedupeKeys.find(({ key }) => key === 'event_id');
    const ids = id ? `${id.browser} % / ${id.server} %` : '–';
    return [event, format(matchQuality), format(coverage, ' %'), ids, freshness];
  });
  const named = new Set(events.map(({ event }) => event));
  const lines = weaknesses
    .filter(({ event }) => named.has(event))
    .map(({ event, text, advice }) => `! ${event}: ${text}.\n    ${advice}.`);
  const header = [`pixel ${pixelId}`, 'match quality', 'coverage', 'event id, page / server', 'freshness'];
  return [toTable(header, rows), ...(lines.length > 0 ? ['', ...lines] : [])].join('\n');
}

const parseUpTo =
  (most: number) =>
  (text: string): number => {
    const number = Number(text);
    if (text.trim() !== '' && number >= 0 && number <= most) return number;
    throw new InvalidArgumentError(`It must be a number from 0 to ${most}, such as 6.5.`);
  };
