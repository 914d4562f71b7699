import { Command } from 'commander';
import type { DeadLetter } from '../outbox/outbox.js';
import { onOutbox } from './outbox-option.js';

const print = (text: string): void => void process.stdout.write(`${text}\n`);
const moment = (time: number | undefined): string => (time === undefined ? 'never' : new Date(time).toISOString());

/** `twinbeam dead`: looks after the events that were set aside. */
export const deadCommand = (): Command =>
  new Command('dead')
    .description('Events that were set aside, because Meta refused them or because they grew too old.')
    .addCommand(
      onOutbox(new Command('list').description('One line each: id, when, event, its id, and why'), async (outbox) => {
        const letters = await outbox.deadLetters.list();
        for (const letter of letters) print(lineOf(letter));
        if (letters.length === 0) print('Nothing was set aside.');
      }),
    )
    .addCommand(
      onOutbox(
        new Command('show').description('All that is known of one, the event included').argument('<id>'),
        async (outbox, id: string) => {
          const letter = await outbox.deadLetters.show(id);
          if (letter) print(textOf(letter));
          else {
            process.stderr.write(`There is no dead letter ${id}; twinbeam dead list shows them.\n`);
            process.exitCode = 1;
          }
        },
      ),
    )
    .addCommand(
      onOutbox(
        new Command('replay').description('Puts them back, to be sent once more').argument('[ids...]', 'without: all'),
        async (outbox, ids: string[]) => {
          const count = await outbox.deadLetters.replay(ids.length > 0 ? ids : undefined);
          print(`${count} put back; the dispatcher sends them within a second.`);
        },
      ),
    )
    .addCommand(
      onOutbox(
        new Command('drop').description('Forgets them').argument('[ids...]', 'which').option('--all', 'all of them'),
        async (outbox, ids: string[], options: { all?: boolean }) => {
          if (ids.length === 0 && !options.all) {
            process.stderr.write('Say which ids to forget, or --all.\n');
            process.exitCode = 1;
            return;
          }
          print(`${await outbox.deadLetters.drop(ids.length > 0 ? ids : undefined)} forgotten.`);
        },
      ),
    );

const lineOf = ({ id, setAsideAt, pixelId, name, eventId, reason }: DeadLetter): string =>
  [id, moment(setAsideAt), pixelId, name, eventId, reason].join('\t');

function textOf({ json, firstTriedAt, lastTriedAt, setAsideAt, storedAt, expiresAt, ...rest }: DeadLetter): string {
  const times = { storedAt, firstTriedAt, lastTriedAt, setAsideAt, expiresAt };
  const readable = Object.fromEntries(Object.entries(times).map(([name, time]) => [name, moment(time)]));
  return JSON.stringify({ ...rest, ...readable, event: JSON.parse(json) as unknown }, undefined, 2);
}
