import type { Command } from 'commander';
import { createCommand } from './create-command.js';
import { toEngineText } from './engine-text.js';
import { withOutboxOption } from './outbox-option.js';
import { print, printJson, toTime } from './output.js';

/** Creates `twinbeam stats`, which prints the number of pending events. */
export const createStatsCommand = (): Command =>
  withOutboxOption(
    createCommand({
      name: 'stats',
      summary: 'Prints how many events wait, since when, and how many were set aside.',
      examples: [['twinbeam stats --outbox lmdb:/var/lib/twinbeam', 'Prints how many events wait there.']],
    }).option('--json', 'prints the counts as JSON'),
    async (outbox, { json = false }: { json?: boolean }) => {
      const { pending, quarantined, held, oldest, deadLetters, engine } = await outbox.stats();
      if (json) {
        const since = oldest === undefined ? {} : { oldest: toTime(oldest) };
        printJson({ pending, quarantined, held, deadLetters, ...since, engine });
        return;
      }
      const since = oldest === undefined ? '' : `, the oldest since ${toTime(oldest)}`;
      print(
        `${pending} events wait${since}; ${quarantined} are quarantined; ${held} orders are held; ${deadLetters} were set aside.`,
      );
      print(`Kept by ${toEngineText(engine)}.`);
    },
  );
