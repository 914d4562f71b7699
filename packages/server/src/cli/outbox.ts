import { Command } from 'commander';
import { moveOutbox } from '../outbox/move.js';
import { openOutbox } from '../outbox/open-outbox.js';
import type { Outbox } from '../outbox/outbox.js';
import { checkOutboxUrl, withOutbox } from './outbox-option.js';

const progressMs = 5_000;

/** `twinbeam outbox`: commands on an outbox as a whole. */
export const outboxCommand = (): Command =>
  new Command('outbox').description('An outbox as a whole').addCommand(
    new Command('move')
      .description(
        'Moves pending events and dead letters from one outbox to another. Point the servers at the new one first, and stop those that still use the old one; if it is interrupted, run it again.',
      )
      .argument('<from>', "'lmdb:PATH' or 'nats://HOST:PORT'")
      .argument('<to>', 'likewise; created if it is missing')
      .action(async (from: string, to: string) => {
        await withOutbox(checkOutboxUrl(from), async (source) => {
          const target = openOutbox(checkOutboxUrl(to));
          try {
            await target.ready();
            await move(source, target);
          } finally {
            await target.close();
          }
        });
      }),
  );

async function move(source: Outbox, target: Outbox): Promise<void> {
  let reportedAt = Number.NEGATIVE_INFINITY;
  const { events, duplicates, deadLetters } = await moveOutbox(source, target, (moved, waiting) => {
    if (performance.now() - reportedAt < progressMs) return;
    reportedAt = performance.now();
    process.stderr.write(
      waiting === 0
        ? `${moved.events} events moved so far.\n`
        : `${waiting} events are postponed or leased; waiting for those.\n`,
    );
  });
  process.stdout.write(
    `${events} events moved, ${duplicates} of them known there already; ${deadLetters} dead letters.\n`,
  );
}
