import { Command } from 'commander';
import { moveOutbox } from '../outbox/move.js';
import { openOutbox } from '../outbox/open-outbox.js';
import { createCommand } from './create-command.js';
import { createMoveProgress } from './move-progress.js';
import { createOutboxEventCommands } from './outbox-events.js';
import { checkConnectionUrl, sharedOutboxUrls, withOutbox } from './outbox-option.js';
import { createCopyRowsCommand, createOutboxRepairCommands } from './outbox-repair.js';
import { noteLogger, print, printError } from './output.js';

/** Creates `twinbeam outbox`. */
export function createOutboxCommand(): Command {
  const command = createCommand({
    name: 'outbox',
    summary: 'An outbox, and its pending and quarantined events.',
    examples: [
      ['twinbeam outbox list --limit 10', 'Prints pending and quarantined events.'],
      ['twinbeam outbox move lmdb:./.twinbeam nats://localhost:4222', 'Moves everything to NATS.'],
      ['twinbeam outbox check', 'Reads every row of a store on disk.'],
    ],
  }).addCommand(
    new Command('move')
      .description(
        'Moves pending events and dead letters from one outbox to another. First point the servers at the new one, and stop those that still use the old one; if it was interrupted, run it again.',
      )
      .argument('<from>', sharedOutboxUrls)
      .argument('<to>', 'in the same form; created if it does not exist')
      .action(move),
  );
  for (const subcommand of [...createOutboxEventCommands(), ...createOutboxRepairCommands()]) {
    command.addCommand(subcommand);
  }
  command.addCommand(createCopyRowsCommand(), { hidden: true });
  return command;
}

async function move(from: string, to: string): Promise<void> {
  await withOutbox(checkConnectionUrl(from), async (source) => {
    const target = openOutbox(checkConnectionUrl(to), Date.now, noteLogger);
    try {
      await target.ready();
      const progress = createMoveProgress(printError);
      const { events, duplicates, held, deadLetters } = await moveOutbox(source, target, progress);
      print(
        `${events} events moved, ${duplicates} of them known there already; ${held} held orders; ${deadLetters} dead letters.`,
      );
    } finally {
      await target.close();
    }
  });
}
