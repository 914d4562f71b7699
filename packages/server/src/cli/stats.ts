import type { Command } from 'commander';
import { createCommand } from './create-command.js';
import { toEngineText } from './engine-text.js';
import { withOutboxOption } from './outbox-option.js';
import { print, printJson, toTime } from './output.js';
import { type PixelPause, readConfiguredPixels, readPauses, toPauseText } from './pixel-pauses.js';

/** Creates `twinbeam stats`, which prints the number of pending events, and which pixels are paused. */
export const createStatsCommand = (): Command =>
  withOutboxOption(
    createCommand({
      name: 'stats',
      summary: 'Prints how many events wait, since when, how many were set aside, and which pixels are paused and why.',
      examples: [['twinbeam stats --outbox lmdb:/var/lib/twinbeam', 'Prints how many events wait there.']],
    }).option('--json', 'prints the counts as JSON'),
    async (outbox, { json = false }: { json?: boolean }) => {
      const { pending, quarantined, held, oldest, deadLetters, engine } = await outbox.stats();
      const pauses = await readPauses(outbox, readConfiguredPixels());
      if (json) {
        const since = oldest === undefined ? {} : { oldest: toTime(oldest) };
        printJson({ pending, quarantined, held, deadLetters, ...since, engine, pauses: pauses.map(toJson) });
        return;
      }
      const since = oldest === undefined ? '' : `, the oldest since ${toTime(oldest)}`;
      print(
        `${pending} events wait${since}; ${quarantined} are quarantined; ${held} orders are held; ${deadLetters} were set aside.`,
      );
      for (const pause of pauses) print(toPauseText(pause));
      print(`Kept by ${toEngineText(engine)}.`);
    },
  );

const toJson = ({ until, ...pause }: PixelPause): object => ({ ...pause, until: toTime(until) });
