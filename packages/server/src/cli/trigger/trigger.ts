import { type Command, InvalidArgumentError } from 'commander';
import { isLocalHost } from '../../http/collect/is-local-host.js';
import { CommandError } from '../command-error.js';
import { createCommand } from '../create-command.js';
import { exitCodes } from '../exit-codes.js';
import { print, printJson } from '../output.js';
import { parseWebUrl } from '../parse-web-url.js';
import { createSample, sampleNames } from './event-samples.js';
import { isSandbox, serveSamplePage } from './serve-sample-page.js';
import { type Visit, visitPage } from './visit-page.js';

interface TriggerCommandOptions {
  to: string;
  override?: Record<string, unknown>;
  real?: boolean;
  grantConsent?: boolean;
  json?: boolean;
}

/** Creates `twinbeam trigger`, which sends an event like a visitor. */
export const createTriggerCommand = (): Command =>
  createCommand({
    name: 'trigger',
    summary: 'Sends an event as a visitor does: a headless browser opens a page, which sends both legs.',
    details: `Short names: ${sampleNames.join(', ')}; any other is the name of an event. Exits with 1 when a leg is missing. Needs the packages puppeteer-core and @twinbeam/sandbox, and a Chrome (CHROME_PATH) or @sparticuz/chromium.`,
    examples: [
      ['twinbeam trigger purchase --to http://localhost:3000', 'Buys something on the site that runs there.'],
      [
        'twinbeam trigger purchase --to http://localhost:4040 --override revenue=12',
        'Sends both legs to the sandbox, from a page of its own.',
      ],
    ],
  })
    .argument('<event>', 'a short name, or the name of an event')
    .requiredOption('--to <url>', 'a page with the script of Twinbeam, or a sandbox', parseWebUrl)
    .option('--override <name=value>', 'sets a property to another value; can be repeated', addOverride)
    .option('--real', 'allows a site that is not on this machine: Meta counts the event')
    .option('--grant-consent', 'gives consent on behalf of the visitor')
    .option('--json', 'prints the result as JSON')
    .action(run);

async function run(
  name: string,
  { to, override = {}, real = false, grantConsent = false, json = false }: TriggerCommandOptions,
) {
  if (!real && !isLocalHost(new URL(to).hostname)) {
    throw new CommandError(
      `Meta would count the event of ${new URL(to).hostname} as a real one: add --real to send it anyway.`,
    );
  }
  // Puppeteer closes its browser when the process exits, but handles only Ctrl-C itself.
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(exitCodes.interrupted));
  const { event, properties } = createSample(name, Date.now());
  const sample = { event, properties: { ...properties, ...override } };
  const own = (await isSandbox(to)) ? await serveSamplePage(to) : undefined;
  const visit = await visitPage(own?.url ?? to, sample, grantConsent).finally(() => own?.close());
  if (json) printJson({ ...sample, ...visit });
  else print(toText(event, visit));
  const isPaired = visit.hit && ['accepted', 'duplicate'].includes(visit.result?.status ?? '');
  process.exitCode = isPaired ? exitCodes.ok : exitCodes.failed;
}

function toText(event: string, { eventId, hit, result }: Visit): string {
  const { status = 'no response: is the request to the server blocked?', reason, problems = [] } = result ?? {};
  return [
    `${event}, event id ${eventId}`,
    `  Pixel   ${hit ? '✓ sent with this id' : '✗ no hit: is the library blocked, or do pages not send this event?'}`,
    `  Server  ${['accepted', 'duplicate'].includes(status) ? '✓' : '✗'} ${[status, reason].filter(Boolean).join(': ')}`,
    ...problems.map(({ severity, message = '' }) => `    ${severity}: ${message}`),
    ...(hit || result ? [] : ['Does the page wait for consent? --grant-consent gives it, as its banner does.']),
  ].join('\n');
}

function addOverride(text: string, before: Record<string, unknown> = {}): Record<string, unknown> {
  const [, name, value = ''] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (!name) throw new InvalidArgumentError('It must be a name and a value, such as revenue=12.');
  return { ...before, [name]: value !== '' && Number.isFinite(Number(value)) ? Number(value) : value };
}
