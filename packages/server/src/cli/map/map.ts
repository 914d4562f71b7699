import { statSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import { resolveOptions } from '../../options/resolve-options.js';
import { createCommand } from '../create-command.js';
import { exitCodes } from '../exit-codes.js';
import { loadSandbox } from '../load-package.js';
import { print, printJson } from '../output.js';
import { readSettings } from '../read-settings.js';
import { checkExamples, isAsExpected, toExamplesText } from './map-examples.js';
import { isMapped, mapBothLegs } from './map-message.js';
import { toCheckText, toMapText } from './map-text.js';
import { readMessages } from './read-messages.js';

interface MapCommandOptions {
  settings?: string;
  now?: number;
  check?: boolean;
  json?: boolean;
}

/** Creates `twinbeam map`, which shows what a message is mapped to. */
export const createMapCommand = (): Command =>
  createCommand({
    name: 'map',
    summary: 'Shows what a message becomes on both legs, with its problems. Sends nothing.',
    details:
      'Exits with 1 when a message is rejected, when --check finds that Meta refuses one, or when an example differs from its expected result.',
    examples: [
      ['twinbeam map message.json', 'Prints the call of the Pixel and the event of the Conversions API.'],
      [
        `echo '{"type":"track","event":"Lead","userId":"u1"}' | twinbeam map - --check`,
        'Checks the event against the rules of the sandbox.',
      ],
      ['twinbeam map examples/', 'Maps each {"in": …, "out": {"pixel": …, "server": …}} of a folder, as tests.'],
    ],
  })
    .argument('<input>', 'a file of JSON or NDJSON, a folder of examples, or - for standard input')
    .option('--check', 'checks each event against the rules of @twinbeam/sandbox')
    .option('--settings <file>', 'JSON: options of createTwinbeam, such as {"defaultCurrency": "EUR"}')
    .option('--now <time>', 'the clock, such as 2026-01-31T12:00:00Z; default: the current time', parseTime)
    .option('--json', 'prints the result as JSON')
    .action(run);

async function run(input: string, { settings, now = Date.now(), check = false, json = false }: MapCommandOptions) {
  const pixels = resolveOptions({ ...readSettings(settings), mode: 'dry' }).pixels.map((pixel) => pixel.settings);
  const [first] = pixels;
  const findRefusal = check ? (await loadSandbox()).findRefusal : undefined;
  if (first && isFolder(input)) {
    const results = checkExamples(input, first, { now, findRefusal });
    if (json) printJson(results);
    else print(toExamplesText(results, check));
    process.exitCode = results.every(isAsExpected) ? exitCodes.ok : exitCodes.failed;
    return;
  }
  const messages = await readMessages(input);
  const mapped = messages.flatMap((message) =>
    pixels.map((pixel) => ({ message, result: mapBothLegs(message, pixel, { now, findRefusal }) })),
  );
  const results = mapped.map(({ result }) => result);
  if (json) printJson(results);
  else {
    for (const { message, result } of mapped) print(toMapText(message, result));
    if (check) print(toCheckText(results));
  }
  process.exitCode = results.every(isMapped) ? exitCodes.ok : exitCodes.failed;
}

const isFolder = (path: string): boolean =>
  path !== '-' && (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false);

function parseTime(text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new InvalidArgumentError('It must be a time such as 2026-01-31T12:00:00Z.');
  return time;
}
