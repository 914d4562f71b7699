import { type Command, Option } from 'commander';
import { hideCredentials } from '../../log/hide-credentials.js';
import { describeMisspeltVariables } from '../../options/misspelt-variables.js';
import { type ResolvedPixel, resolveOptions } from '../../options/resolve-options.js';
import { CommandError } from '../command-error.js';
import { createCommand } from '../create-command.js';
import { exitCodes } from '../exit-codes.js';
import { print, printJson } from '../output.js';
import { parseWebUrl } from '../parse-web-url.js';
import { toTerminalText } from '../terminal-text.js';
import { type Check, type NamedCheck, warning, withName } from './check.js';
import { defaultBlockLists } from './check-block-lists.js';
import { checkGraphVersion } from './check-graph-version.js';
import { checkClock, checkHttpClient, checkToken } from './check-meta.js';
import { checkOutbox } from './check-outbox.js';
import { checkSite } from './check-site.js';

const marks: Record<Check['result'], string> = { good: '✓', warning: '!', bad: '✗' };

interface DoctorCommandOptions {
  page?: string;
  site?: string;
  testEventCode?: string;
  sendTest?: boolean;
  blockLists?: true | string[];
  browser?: boolean;
  json?: boolean;
}

/**
 * Creates `twinbeam doctor`, which checks whether events can reach Meta, and says what prevents it.
 *
 * @param readMs a clock to measure how long Meta takes, in milliseconds
 */
export const createDoctorCommand = (readMs: () => number = () => performance.now()): Command =>
  createCommand({
    name: 'doctor',
    summary: 'Checks options, outbox, token, pixel, clock and site, and says what is wrong and how to fix it.',
    details:
      'Reads the same environment variables as the server. Without a token it checks the page alone. Exits with 1 when something is wrong.',
    examples: [
      ['twinbeam doctor --page https://shop.example/', 'Checks the machine, and a page of the site.'],
      [
        'twinbeam doctor --send-test --test-event-code TEST123',
        'Tests token and pixel with an event that is shown under Test events.',
      ],
      [
        'twinbeam doctor --page https://shop.example/ --browser',
        'Looks with a browser for other tags of the pixel (packages puppeteer-core and @twinbeam/sandbox).',
      ],
      [
        'twinbeam doctor --page https://shop.example/ --block-lists',
        'Searches EasyList and EasyPrivacy for the paths of the site.',
      ],
    ],
  })
    .option(
      '--page <url>',
      'a page of the site: script, cookies, proxy, content security and referrer policy, other tags of the pixel',
      parseWebUrl,
    )
    .addOption(new Option('--site <url>', 'an earlier name of --page').argParser(parseWebUrl).hideHelp())
    .option('--send-test', 'sends an event named TwinbeamDoctor to test token and pixel; Meta keeps it like any other')
    .option('--test-event-code <code>', 'from Events Manager, Test events: sends that event, which is shown there')
    .option(
      '--block-lists [urls...]',
      'searches lists of ad blockers for the paths of --page; without addresses: EasyList and EasyPrivacy',
      (url: string, before: string[] = []) => [...before, parseWebUrl(url)],
    )
    .option(
      '--browser',
      'opens --page in a headless browser and looks for other tags of the pixel; nothing is sent to Meta',
    )
    .option('--json', 'prints the checks as JSON')
    .action((given: DoctorCommandOptions) => run(given, readMs));

async function run(given: DoctorCommandOptions, readMs: () => number): Promise<void> {
  const { testEventCode, sendTest = false, browser = false, json = false, page = given.site } = given;
  if (given.blockLists !== undefined && page === undefined) {
    throw new CommandError(
      '--block-lists searches for the paths of a site: add --page with the address of one of its pages.',
    );
  }
  if (browser && page === undefined) {
    throw new CommandError('--browser opens a page of a site: add --page with its address.');
  }
  const blockLists = given.blockLists === true ? defaultBlockLists : (given.blockLists ?? []);
  const isPageAlone = page !== undefined && !sendTest && testEventCode === undefined && !hasToken(process.env);
  const groups = isPageAlone
    ? checkPageAlone(page, { blockLists, browser })
    : checkAll({ page, testEventCode, sendTest, readMs, blockLists, browser });
  const checks: NamedCheck[] = [];
  for (const group of groups) {
    for (const found of await group) {
      const text = toTerminalText(hideCredentials(found.text));
      checks.push({ ...found, text });
      if (!json) print(`${marks[found.result]} ${text}`);
    }
  }
  if (json) printJson(checks);
  process.exitCode = checks.some(({ result }) => result === 'bad') ? exitCodes.failed : exitCodes.ok;
}

interface SiteOptions {
  blockLists: string[];
  browser: boolean;
}

interface CheckAllOptions extends SiteOptions {
  page: string | undefined;
  testEventCode: string | undefined;
  sendTest: boolean;
  readMs: () => number;
}

/** Checks the machine and, if one is named, a page. */
function checkAll({ page, testEventCode, sendTest, readMs, ...site }: CheckAllOptions): Promise<NamedCheck[]>[] {
  const options = resolveOptions({ mode: 'live', ...(testEventCode && { testEventCode }) });
  const [pixel] = options.pixels as [ResolvedPixel];
  return [
    Promise.resolve(withName('variables', describeMisspeltVariables(process.env).map(warning))),
    Promise.resolve(withName('graph-version', [checkGraphVersion(options.graphVersion, Date.now())])),
    checkOutbox(options).then((found) => withName('outbox', found)),
    checkClock(options).then((found) => withName('clock', found)),
    checkHttpClient().then((found) => withName('http-client', found)),
    ...options.pixels.map(async (each) => withName('token', await checkToken(options, each, { sendTest, readMs }))),
    ...(page ? [checkSite(page, { ...options, ...site, pixelId: pixel.settings.pixelId })] : []),
  ];
}

const hasToken = ({ META_ACCESS_TOKEN, TWINBEAM_PIXELS }: NodeJS.ProcessEnv): boolean =>
  Boolean(META_ACCESS_TOKEN || TWINBEAM_PIXELS);

/** Checks a page from a machine that is not the server, and has no token. */
function checkPageAlone(page: string, site: SiteOptions): Promise<NamedCheck[]>[] {
  // A dry run needs no token.
  const options = resolveOptions({ mode: 'dry' });
  const text =
    'The page alone is checked, because META_ACCESS_TOKEN is not set: for outbox, clock and token run this command on the server, with its variables.';
  return [
    Promise.resolve(withName('token', [warning(text)])),
    checkSite(page, { ...options, ...site, pixelId: process.env['META_PIXEL_ID'] || undefined }),
  ];
}
