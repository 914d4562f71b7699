import { type Command, InvalidArgumentError, Option } from 'commander';
import { resolveOptions } from '../../options/resolve-options.js';
import { defaultOutboxUrl } from '../../outbox/open-outbox.js';
import { createCommand } from '../create-command.js';
import { exitCodes } from '../exit-codes.js';
import { sharedOutboxUrls } from '../outbox-option.js';
import { print, printJson } from '../output.js';
import { createProgressBar } from '../progress-bar.js';
import { readSettings } from '../read-settings.js';
import { checkRows } from './check-rows.js';
import { isTimeZone } from './local-time.js';
import { defaultTimeZone, type SendReport, toReportText } from './report.js';
import { createRowReport } from './row-report.js';
import { type SendFileOptions, sendFile } from './send-file.js';
import { openSourceFile, type SourceOptions } from './source-file.js';

interface SendCommandOptions extends SourceOptions, SendFileOptions {
  settings?: string;
  dryRun?: boolean;
  json?: boolean;
}

/** Creates `twinbeam send`, which sends the rows of a file as events. */
export const createSendCommand = (): Command =>
  createCommand({
    name: 'send',
    summary: 'Sends the rows of a file (NDJSON or CSV) as events, through the mapper and the outbox.',
    details:
      'When it is run again after Ctrl-C or a crash, it continues where it stopped, and sends no row twice. Reads the same environment variables as the server: META_PIXEL_ID, META_ACCESS_TOKEN, TWINBEAM_OUTBOX.',
    examples: [
      ['twinbeam send orders.csv --dry-run', 'Shows what is wrong with the rows, and sends nothing.'],
      [
        'twinbeam send orders.csv --set event="Order Completed" --set properties.currency=EUR',
        'Sends each row as a purchase.',
      ],
      [
        'twinbeam send export.csv --map columns.json --rate 200',
        'Maps the columns with a file, and sends 200 events per second.',
      ],
    ],
  })
    .argument('<file>', 'NDJSON with one message per line, or CSV whose first line names the columns')
    .option('--dry-run', 'maps every row, prints a table of the problems, and sends nothing')
    .option('--map <file>', 'JSON: {"columns": {"E-Mail": "traits.email"}, "constants": {"event": "Lead"}}')
    .option('--set <path=value>', 'a value for every row that has none at this path; can be repeated', collect)
    .option('--ignore-other-columns', 'leaves out columns that have no rule')
    .addOption(
      new Option('--format <format>', 'default: detected from the name of the file').choices(['csv', 'ndjson']),
    )
    .option(
      '--delimiter <character>',
      'character between columns; default: the one that the first line uses',
      parseDelimiter,
    )
    .option('--encoding <name>', 'encoding, such as windows-1252; default: UTF-8, or UTF-16 by its byte order mark')
    .option('--time-zone <name>', 'zone of times without a zone, such as Europe/Berlin', parseTimeZone, defaultTimeZone)
    .option('--rate <number>', 'largest number of events per second; default: as fast as Meta accepts them', parseRate)
    .option('--settings <file>', 'JSON: options of createTwinbeam, such as {"defaultCurrency": "EUR"}')
    .option('--outbox <url>', `${sharedOutboxUrls}; default: TWINBEAM_OUTBOX, else ${defaultOutboxUrl}`)
    .option('--no-dispatch', 'only stores the events; a running server or twinbeam dispatch sends them')
    .option('--restart', 'starts at the first row, even if an earlier run has sent it')
    .option('--report <file>', 'writes the problems of each row into a file, as lines of JSON')
    .option('--json', 'prints the summary as JSON')
    .action(send);

async function send(path: string, options: SendCommandOptions): Promise<void> {
  const given = readSettings(options.settings);
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal);
  const startedAt = performance.now();
  const source = await openSourceFile(path, options);
  const bar = createProgressBar(source.total);
  try {
    const report = options.dryRun
      ? await checkRows(source, resolveOptions({ ...given, mode: 'dry' }), {
          signal: stop.signal,
          bar,
          rowReport: createRowReport(path, options.report),
        })
      : await sendFile(source, given, options, { signal: stop.signal, bar });
    bar.close();
    const finished = { ...report, timeZone: source.usedTimeZone(), seconds: (performance.now() - startedAt) / 1000 };
    if (options.json) printJson(finished);
    else print(toReportText(finished));
    process.exitCode = toExitCode(report, stop.signal.aborted);
    if (stop.signal.aborted) bar.log('Stopped. Run the same command again: it continues where it stopped.');
  } finally {
    bar.close();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onSignal);
  }
}

function toExitCode({ counts, quarantined = 0, deadLetters = 0 }: SendReport, isStopped: boolean): number {
  if (isStopped) return exitCodes.interrupted;
  return counts.rejected + quarantined + deadLetters > 0 ? exitCodes.failed : exitCodes.ok;
}

const collect = (value: string, before: string[] = []): string[] => [...before, value];

/** Parses the delimiter. A tab is hard to type, so `\\t` means a tab too. */
function parseDelimiter(text: string): string {
  const delimiter = text === '\\t' ? '\t' : text;
  if (delimiter.length !== 1) throw new InvalidArgumentError('It must be one character, such as ";" or \\t.');
  return delimiter;
}

function parseTimeZone(text: string): string {
  if (!isTimeZone(text))
    throw new InvalidArgumentError('It must be the name of a time zone, such as Europe/Berlin or UTC.');
  return text;
}

function parseRate(text: string): number {
  const rate = Number(text);
  if (!(rate > 0))
    throw new InvalidArgumentError('It must be a number of events per second greater than 0, such as 200.');
  return rate;
}
