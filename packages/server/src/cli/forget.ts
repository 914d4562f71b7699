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
        'Prints how many were deleted. The exit code is 0 when all were searched, 2 for a value without a normal form, 3 when the outbox cannot be used.',
      examples: [['twinbeam forget --email ada@example.com', 'Deletes the stored events of a person.']],
    })
      .option('--email <address...>', 'as people write it, or as SHA-256 of its normal form')
      .option('--phone <number...>', 'in the same forms')
      .option('--external-id <id...>', "the site's own id, in the same forms")
      .option('--country <code>', 'country of numbers in national form, like defaultCountry on the server')
      .option('--json', 'prints the counts as JSON'),
    forget,
    ({ json, ...person }) => void toMatchKeysToForget(person, []),
  );

async function forget(outbox: Outbox, { json = false, ...person }: ForgetCommandOptions): Promise<void> {
  const { pending, quarantined, held, deadLetters } = await outbox.forget(toMatchKeysToForget(person, []));
  if (json) print(JSON.stringify({ pending, quarantined, held, deadLetters }));
  else print(`${pending} pending, ${quarantined} quarantined, ${held} held and ${deadLetters} dead events deleted.`);
}
