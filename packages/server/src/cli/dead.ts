import { Command } from 'commander';
import type { DeadLetter } from '../outbox/outbox.js';
import { withOutboxOption } from './outbox-option.js';
import { fail, print, toColumns, toTime } from './output.js';

/** Creates `twinbeam dead`: commands for the events that were set aside. */
export const createDeadCommand = (): Command =>
  new Command('dead')
    .description('Events that were set aside, because Meta refused them or because they became too old.')
    .addCommand(createListCommand())
    .addCommand(createShowCommand())
    .addCommand(createReplayCommand())
    .addCommand(createDropCommand());

const createListCommand = (): Command =>
  withOutboxOption(
    new Command('list').description('Prints one line each: id, time, pixel, event name, event id, reason'),
    async (outbox) => {
      const deadLetters = await outbox.deadLetters.list();
      for (const deadLetter of deadLetters) print(toLine(deadLetter));
      if (deadLetters.length === 0) print('Nothing was set aside.');
    },
  );

const createShowCommand = (): Command =>
  withOutboxOption(
    new Command('show').description('Prints everything about one, the event included').argument('<id>'),
    async (outbox, id: string) => {
      const deadLetter = await outbox.deadLetters.show(id);
      if (deadLetter) print(toText(deadLetter));
      else fail(`There is no dead letter ${id}; twinbeam dead list prints their ids.`);
    },
  );

const createReplayCommand = (): Command =>
  withOutboxOption(
    new Command('replay')
      .description('Puts them back into the outbox, to be sent again')
      .argument('[ids...]', 'without ids: all'),
    async (outbox, ids: string[]) => {
      const count = await outbox.deadLetters.replay(ids.length > 0 ? ids : undefined);
      print(`${count} put back; the dispatcher sends them within a second.`);
    },
  );

const createDropCommand = (): Command =>
  withOutboxOption(
    new Command('drop').description('Deletes them').argument('[ids...]', 'which').option('--all', 'all of them'),
    async (outbox, ids: string[], options: { all?: boolean }) => {
      if (ids.length === 0 && !options.all) {
        fail('Name the ids to delete, or --all.');
        return;
      }
      print(`${await outbox.deadLetters.drop(ids.length > 0 ? ids : undefined)} deleted.`);
    },
  );

const toLine = ({ id, setAsideAt, pixelId, name, eventId, reason }: DeadLetter): string =>
  toColumns([id, toTime(setAsideAt), pixelId, name, eventId, reason]);

function toText({ json, firstTriedAt, lastTriedAt, setAsideAt, storedAt, expiresAt, ...rest }: DeadLetter): string {
  const times = { storedAt, firstTriedAt, lastTriedAt, setAsideAt, expiresAt };
  const readable = Object.fromEntries(Object.entries(times).map(([name, time]) => [name, toTime(time)]));
  return JSON.stringify({ ...rest, ...readable, event: parseJson(json) }, undefined, 2);
}

/** Parses the JSON of an event; of a damaged one the text stands as it is. An error of the parser would quote it. */
function parseJson(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return json;
  }
}
