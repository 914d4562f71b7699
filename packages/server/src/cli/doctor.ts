import { Command } from 'commander';
import { type ResolvedPixel, resolveOptions } from '../options/resolve-options.js';
import type { Check } from './check.js';
import { checkClock, checkToken } from './check-meta.js';
import { checkOutbox } from './check-outbox.js';
import { checkSite } from './check-site.js';
import { hideCredentials, toTerminalText } from './terminal-text.js';

const marks: Record<Check['result'], string> = { good: '✓', warning: '!', bad: '✗' };

/** Creates `twinbeam doctor`: checks whether events can reach Meta, and says what prevents it. */
export const createDoctorCommand = (): Command =>
  new Command('doctor')
    .description(
      'Checks outbox, token, pixel, clock and site, and says what is wrong. Reads the environment as the server does. Exits with 1 when something is wrong.',
    )
    .option('--site <url>', 'a page of the site: whether script, routes and cookies are right there')
    .option(
      '--test-event-code <code>',
      'from Events Manager, Test events: one event named TwinbeamDoctor is sent with it; Meta keeps it like any other',
    )
    .action(async ({ site, testEventCode }: { site?: string; testEventCode?: string }) => {
      const options = resolveOptions({ mode: 'live', ...(testEventCode && { testEventCode }) });
      const [pixel] = options.pixels as [ResolvedPixel];
      const checks = [
        checkOutbox(options),
        checkClock(options),
        ...options.pixels.map((each) => checkToken(options, each)),
        ...(site ? [checkSite(site, pixel, options.metrics?.token)] : []),
      ];
      for (const check of checks) {
        for (const { result, text } of await check) {
          process.stdout.write(`${marks[result]} ${toTerminalText(hideCredentials(text))}\n`);
          if (result === 'bad') process.exitCode = 1;
        }
      }
    });
