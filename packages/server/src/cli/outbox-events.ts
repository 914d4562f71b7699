import { Command, InvalidArgumentError } from 'commander';
import type { Outbox, QueuedEvent } from '../outbox/outbox.js';
import { CommandError } from './command-error.js';
import { withOutboxOption } from './outbox-option.js';
import { failForMissing, print, printJson, toTime } from './output.js';
import { toTable } from './table.js';

const defaultLimit = 100;

/** Creates the commands of `twinbeam outbox` for single events, pending or quarantined. */
export const createOutboxEventCommands = (): Command[] => [
  withOutboxOption(
    new Command('list')
      .description(
        'Prints a table of pending and quarantined events. A try is counted when it has failed; in NATS only the engine knows the tries and the due time of most events',
      )
      .option('--limit <number>', 'largest number of events', parseLimit, defaultLimit)
      .option('--json', 'prints them as JSON'),
    list,
  ),
  withOutboxOption(
    new Command('drop').description('Deletes pending or quarantined events').argument('[ids...]', 'which'),
    async (outbox, ids: string[]) => {
      const count = await outbox.queue.drop(ids);
      print(`${count} deleted.`);
      failForMissing(ids, count, 'twinbeam outbox list');
    },
    (ids) => {
      if (ids.length === 0) throw new CommandError('Name the ids to delete; twinbeam outbox list prints them.');
    },
  ),
  withOutboxOption(
    new Command('replay')
      .description('Makes events due at once, as if they had never been refused')
      .argument('[ids...]', 'without ids: all quarantined ones'),
    async (outbox, ids: string[]) => {
      const count = await outbox.queue.replay(ids.length > 0 ? ids : undefined);
      print(`${count} due at once; the dispatcher sends them within a second.`);
      failForMissing(ids, count, 'twinbeam outbox list');
    },
  ),
];

async function list(outbox: Outbox, { limit, json = false }: { limit: number; json?: boolean }): Promise<void> {
  const events = await outbox.queue.list(limit);
  if (json) {
    printJson(
      events.map(({ dueAt, ...event }) => ({ ...event, ...(dueAt !== undefined && { dueAt: toTime(dueAt) }) })),
    );
    return;
  }
  if (events.length > 0) print(toTable(header, events.map(toRow)));
  const { pending, quarantined } = await outbox.stats();
  const total = pending + quarantined;
  if (total === 0) print('Nothing is pending or quarantined.');
  else if (events.length < total) print(`${events.length} of ${total} events; --limit prints more.`);
}

const header = ['id', 'lane', 'due', 'pixel', 'event', 'event id', 'source', 'tries', 'refusals', 'last refusal'];

function toRow(event: QueuedEvent): string[] {
  const { id, lane, dueAt, pixelId, name, eventId, source, attempts, refusals = 0, refusal } = event;
  // Where only the engine knows when an event is due, only the engine knows how often it was sent.
  const [due, tries] = dueAt === undefined ? ['–', '–'] : [toTime(dueAt), String(attempts)];
  return [id, lane, due, pixelId, name, eventId, source, tries, String(refusals), refusal?.reason ?? '–'];
}

function parseLimit(text: string): number {
  const limit = Number(text);
  if (!Number.isSafeInteger(limit) || limit < 1)
    throw new InvalidArgumentError('It must be a whole number greater than 0.');
  return limit;
}
