import { Command } from 'commander';
import { parseJson } from '../base/parse-json.js';
import type { DeadLetter } from '../outbox/outbox.js';
import { CommandError } from './command-error.js';
import { createCommand } from './create-command.js';
import { withOutboxOption } from './outbox-option.js';
import { fail, failForMissing, print, printJson, toTime } from './output.js';
import { toTable } from './table.js';

/** Creates `twinbeam dead`: the commands for events that were set aside. */
export const createDeadCommand = (): Command =>
  createCommand({
    name: 'dead',
    summary: 'Events that were set aside, because Meta refused them or because they became too old.',
    examples: [
      ['twinbeam dead list', 'Prints what was set aside, and why.'],
      ['twinbeam dead replay 42', 'Sends one of them again, by its id in the list.'],
    ],
  })
    .addCommand(createListCommand())
    .addCommand(createShowCommand())
    .addCommand(createReplayCommand())
    .addCommand(createDropCommand());

const createListCommand = (): Command =>
  withOutboxOption(
    new Command('list')
      .description('Prints a table of the dead letters, with the time when each was set aside')
      .option('--json', 'prints JSON, without the events, which show prints'),
    async (outbox, { json = false }: { json?: boolean }) => {
      const deadLetters = await outbox.deadLetters.list();
      if (json) {
        printJson(deadLetters.map(toReadable));
        return;
      }
      print(deadLetters.length === 0 ? 'Nothing was set aside.' : toTable(header, deadLetters.map(toRow)));
    },
  );

const createShowCommand = (): Command =>
  withOutboxOption(
    new Command('show').description('Prints a dead letter with its event').argument('<id>'),
    async (outbox, id: string) => {
      const deadLetter = await outbox.deadLetters.show(id);
      // The JSON of a damaged event is printed as text.
      if (deadLetter) printJson({ ...toReadable(deadLetter), event: parseJson(deadLetter.json) ?? deadLetter.json });
      else fail(`There is no dead letter ${id}; twinbeam dead list prints their ids.`);
    },
  );

const createReplayCommand = (): Command =>
  withOutboxOption(
    new Command('replay')
      .description('Puts dead letters back into the outbox, to be sent again')
      .argument('[ids...]', 'ids of dead letters; without ids: all'),
    async (outbox, ids: string[]) => {
      const count = await outbox.deadLetters.replay(ids.length > 0 ? ids : undefined);
      print(`${count} put back; the dispatcher sends them within a second.`);
      failForMissing(ids, count, 'twinbeam dead list');
    },
  );

const createDropCommand = (): Command =>
  withOutboxOption(
    new Command('drop')
      .description('Deletes dead letters')
      .argument('[ids...]', 'ids of dead letters')
      .option('--all', 'deletes all'),
    async (outbox, ids: string[], { all = false }: { all?: boolean }) => {
      const count = await (all ? outbox.deadLetters.dropAll() : outbox.deadLetters.drop(ids));
      print(`${count} deleted.`);
      failForMissing(ids, count, 'twinbeam dead list');
    },
    (ids, { all = false }) => {
      // A caller who gives both may mean either.
      if (ids.length > 0 === all) throw new CommandError('Name the ids to delete, or --all.');
    },
  );

const header = ['id', 'set aside', 'pixel', 'event', 'event id', 'tries', 'reason'];

const toRow = ({ id, setAsideAt, pixelId, name, eventId, attempts, reason }: DeadLetter): string[] => [
  id,
  toTime(setAsideAt),
  pixelId,
  name,
  eventId,
  String(attempts),
  reason,
];

/** Returns a dead letter without its event and with readable times. */
function toReadable({ json, firstTriedAt, lastTriedAt, setAsideAt, storedAt, expiresAt, ...rest }: DeadLetter) {
  const times = { storedAt, firstTriedAt, lastTriedAt, setAsideAt, expiresAt };
  return { ...rest, ...Object.fromEntries(Object.entries(times).map(([name, time]) => [name, toTime(time)])) };
}
