import { Command } from 'commander';
import { onOutbox } from './outbox-option.js';

/** `twinbeam stats`: how much waits. */
export const statsCommand = (): Command =>
  onOutbox(
    new Command('stats').description('How much waits, since when, and how much was set aside'),
    async (outbox) => {
      const { pending, oldest, deadLetters, engine } = await outbox.stats();
      const since = oldest === undefined ? '' : `, the oldest since ${new Date(oldest).toISOString()}`;
      process.stdout.write(`${pending} events wait${since}; ${deadLetters} were set aside.\n`);
      process.stdout.write(
        `Kept by ${Object.entries(engine)
          .map(([name, value]) => (name === 'name' ? value : `${name} ${value}`))
          .join(', ')}.\n`,
      );
    },
  );
