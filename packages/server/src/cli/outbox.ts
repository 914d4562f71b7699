import { Command } from 'commander';
import { moveOutbox } from '../outbox/move.js';
import { openOutbox } from '../outbox/open-outbox.js';
import { checkOutboxLine, withOutbox } from './outbox-option.js';

const say = (text: string): void => void process.stderr.write(`${text}\n`);

/** `twinbeam outbox`: what concerns an outbox as a whole. */
export const outboxCommand = (): Command =>
  new Command('outbox').description('An outbox as a whole').addCommand(
    new Command('move')
      .description(
        'Moves what waits and what was set aside from one outbox to another. Point the servers at the new one first, and stop those that still use the old one; ended in the middle, run it again.',
      )
      .argument('<from>', "'lmdb:PATH' or 'nats://HOST:PORT'")
      .argument('<to>', 'likewise; made if there is none')
      .action(async (from: string, to: string) => {
        await withOutbox(checkOutboxLine(from), async (source) => {
          const target = openOutbox(checkOutboxLine(to));
          let toldAt = Number.NEGATIVE_INFINITY;
          try {
            await target.ready?.();
            const { events, duplicates, deadLetters } = await moveOutbox(source, target, (moved, waiting) => {
              if (performance.now() - toldAt < 5_000) return;
              toldAt = performance.now();
              if (waiting === 0) say(`${moved.events} events moved so far.`);
              else say(`${waiting} events are postponed, or somebody is sending them; waiting for those.`);
            });
            process.stdout.write(
              `${events} events moved, ${duplicates} of them known there already; ${deadLetters} dead letters.\n`,
            );
          } finally {
            await target.close();
          }
        });
      }),
  );
