import { Command } from 'commander';
import { withOutboxOption } from './outbox-option.js';

/** Creates `twinbeam stats`: prints how much is pending. */
export const createStatsCommand = (): Command =>
  withOutboxOption(
    new Command('stats').description('Prints how many events wait, since when, and how many were set aside'),
    async (outbox) => {
      const { pending, quarantined, held, oldest, deadLetters, engine } = await outbox.stats();
      const since = oldest === undefined ? '' : `, the oldest since ${new Date(oldest).toISOString()}`;
      process.stdout.write(
        `${pending} events wait${since}; ${quarantined} are quarantined; ${held} orders are held; ${deadLetters} were set aside.\n`,
      );
      const { name, ...details } = engine;
      const listed = Object.entries(details).map(([key, value]) => `${key} ${value}`);
      process.stdout.write(`Kept by ${[name, ...listed].join(', ')}.\n`);
    },
  );
