import { type Command, InvalidArgumentError, Option } from 'commander';
import { createScriptTag, type ScriptTagOptions } from '../http/page/script-tag.js';
import { CommandError } from './command-error.js';
import { createCommand } from './create-command.js';
import { print } from './output.js';

interface TagCommandOptions extends ScriptTagOptions {
  base: string;
}

/** Creates `twinbeam tag`, which prints the elements for pages that Node does not render. */
export const createTagCommand = (): Command =>
  createCommand({
    name: 'tag',
    summary: 'Prints the elements for the head of a page that Node does not render.',
    details:
      'The elements are those of req.twinbeam.scriptTag(): the stub, which accepts calls at once, and the script. They change only with a new version.',
    examples: [
      ['twinbeam tag > head.html', 'Writes them into a file that a template includes.'],
      ['twinbeam tag --base https://shop.example/twin', 'Loads the script from another host.'],
    ],
  })
    .option('--base <address>', 'where the routes are served: a path, or an address with its path', parseBase, '/twin')
    .addOption(new Option('--consent <state>', 'consent of the visitor').choices(['pending', 'granted', 'denied']))
    .addOption(new Option('--consent-from <source>', 'source of the consent').choices(['datalayer', 'tcf']))
    .option('--consent-purposes <numbers>', 'purposes that TCF consent must cover, such as "1 3 4 7"')
    .option('--consent-provider <number>', "a provider of Google's list that TCF consent must cover too")
    .addOption(new Option('--auto <kind...>', 'events without code').choices(['datalayer', 'user-data', 'elements']))
    .addOption(new Option('--pixel <when>', "when the Pixel's library loads").choices(['defer']))
    .option('--global <name>', 'the name of the global variable; default: twinbeam')
    .option(
      '--nonce <text>',
      'nonce of the content security policy, such as __NONCE__, which a template then replaces',
      parseNonce,
    )
    .addOption(new Option('--page-views <how>', 'hash: routes after the hash are pages too').choices(['hash']))
    .option('--no-page-views', 'does not track page views automatically')
    .option('--page-parameters <names...>', 'query parameters that distinguish pages')
    .addOption(
      new Option('--keep-user <storage>', 'where the user of identify() is kept').choices(['session', 'local']),
    )
    .option('--debug', "prints both legs of each event to the page's console")
    .action(({ base, ...options }: TagCommandOptions) => print(createScriptTag(base, failFor)(options)));

const failFor = (problem: string): never => {
  throw new CommandError(problem);
};

/** Checks the nonce. The tag would drop characters that a nonce cannot have. */
function parseNonce(text: string): string {
  if (/^[\w+/=-]+$/.test(text)) return text;
  throw new InvalidArgumentError(
    'It may have only letters, digits and _ + / = -; use a placeholder such as __NONCE__.',
  );
}

/** Checks the address of the routes. It becomes an attribute, so only a plain address is accepted. */
function parseBase(text: string): string {
  if (/^(https?:\/\/[\w.:[\]-]+)?(\/[\w.~-]+)+\/?$/.test(text)) return text.replace(/\/$/, '');
  throw new InvalidArgumentError('It must be a path such as /twin, or an address such as https://shop.example/twin.');
}
