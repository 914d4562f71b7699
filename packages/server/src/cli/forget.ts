import type { Command } from 'commander';
import { type ForgetOptions, toMatchKeysToForget } from '../accept/match-keys-to-forget.js';
import type { Outbox } from '../outbox/outbox.js';
import { createCommand } from './create-command.js';
import { withOutboxOption } from './outbox-option.js';
import { print } from './output.js';

interface ForgetCommandOptions extends ForgetOptions {
  json?: boolean;
}

/** Creates `twinbeam forget`, which deletes the stored events of a person. */
export const createForgetCommand = (): Command =>
  withOutboxOption(
    createCommand({
      name: 'forget',
      summary:
        'Deletes the pending, quarantined, held and dead events of a person, by the hash of any of these values.',
      details:
        'Prints how many were deleted. The exit code is 0 when all were searched, 2 for a value without a normal form or a telephone number without its country, 3 when the outbox cannot be used.',
      examples: [
        ['twinbeam forget --email ada@example.com', 'Deletes the stored events of a person.'],
        [
          "twinbeam forget --phone '0650 1234567' --country AT DE",
          'The number is of Austria, and the server of a German shop.',
        ],
      ],
    })
      .option('--email <address...>', 'as people write it, or as SHA-256 of its normal form')
      .option('--phone <number...>', 'in the same forms; without + or 00 it needs --country')
      .option('--external-id <id...>', "the site's own id, in the same forms")
      .option(
        '--country <code...>',
        "countries by which events may have read national numbers: that of the person's address, and defaultCountry on the server, such as AT DE",
      )
      .option('--json', 'prints the counts as JSON'),
    forget,
    (options) => void toMatchKeys(options),
  );

const toMatchKeys = ({ email, phone, externalId, country }: ForgetCommandOptions): string[] =>
  toMatchKeysToForget({ email, phone, externalId, country }, []);

async function forget(outbox: Outbox, options: ForgetCommandOptions): Promise<void> {
  const { json = false } = options;
  const { pending, quarantined, held, deadLetters } = await outbox.forget(toMatchKeys(options));
  if (json) print(JSON.stringify({ pending, quarantined, held, deadLetters }));
  else print(`${pending} pending, ${quarantined} quarantined, ${held} held and ${deadLetters} dead events deleted.`);
}
