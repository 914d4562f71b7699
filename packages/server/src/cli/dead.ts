import { Command } from 'commander';
import type { DeadLetter, Outbox } from '../outbox/outbox.js';
import { onOutbox } from './outbox-option.js';

/** `twinbeam dead`: lists and handles the events that were set aside. */
export const deadCommand = (): Command =>
  new Command('dead')
    .description('Events that were set aside, because Meta refused them or because they grew too old.')
    .addCommand(onOutbox(new Command('list').description('One line each: id, when, event, its id, and why'), list))
    .addCommand(
      onOutbox(new Command('show').description('All that is known of one, the event included').argument('<id>'), show),
    )
    .addCommand(
      onOutbox(
        new Command('replay').description('Puts them back, to be sent once more').argument('[ids...]', 'without: all'),
        replay,
      ),
    )
    .addCommand(
      onOutbox(
        new Command('drop').description('Removes them').argument('[ids...]', 'which').option('--all', 'all of them'),
        drop,
      ),
    );

async function list({ deadLetters }: Outbox): Promise<void> {
  const found = await deadLetters.list();
  for (const deadLetter of found) print(toLine(deadLetter));
  if (found.length === 0) print('Nothing was set aside.');
}

async function show({ deadLetters }: Outbox, id: string): Promise<void> {
  const deadLetter = await deadLetters.show(id);
  if (deadLetter) print(toText(deadLetter));
  else fail(`There is no dead letter ${id}; twinbeam dead list shows them.`);
}

async function replay({ deadLetters }: Outbox, ids: string[]): Promise<void> {
  const count = await deadLetters.replay(ids.length > 0 ? ids : undefined);
  print(`${count} put back; the dispatcher sends them within a second.`);
}

async function drop({ deadLetters }: Outbox, ids: string[], options: { all?: boolean }): Promise<void> {
  if (ids.length === 0 && !options.all) fail('Name the ids to remove, or --all.');
  else print(`${await deadLetters.drop(ids.length > 0 ? ids : undefined)} removed.`);
}

const print = (text: string): void => void process.stdout.write(`${text}\n`);

function fail(text: string): void {
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
}

const toIsoTime = (time: number | undefined): string => (time === undefined ? 'never' : new Date(time).toISOString());

const toLine = ({ id, setAsideAt, pixelId, name, eventId, reason }: DeadLetter): string =>
  [id, toIsoTime(setAsideAt), pixelId, name, eventId, reason].join('\t');

function toText({ json, firstTriedAt, lastTriedAt, setAsideAt, storedAt, expiresAt, ...rest }: DeadLetter): string {
  const times = { storedAt, firstTriedAt, lastTriedAt, setAsideAt, expiresAt };
  const readable = Object.fromEntries(Object.entries(times).map(([name, time]) => [name, toIsoTime(time)]));
  return JSON.stringify({ ...rest, ...readable, event: JSON.parse(json) as unknown }, undefined, 2);
}
