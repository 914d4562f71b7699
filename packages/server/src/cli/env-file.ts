import { readFileSync, statSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { readTextFile } from './read-file.js';

/**
 * Adds the option `--env` to a program; it applies to every command. It is not named `--env-file`, because Node looks
 * for that option behind the script's name too: it reads the file first, which empties a pipe, and ends with code 9
 * where it is missing.
 */
export const withEnvFile = (program: Command): Command =>
  program
    .option('--env <path>', 'reads variables that are not set from a file, such as .env')
    .addOption(new Option('--env-file <path>').hideHelp().argParser(refuseEnvFile))
    .hook('preAction', () => {
      const { env: path } = program.opts<{ env?: string }>();
      if (path === undefined) return;
      for (const [name, value] of Object.entries(parseEnv(readTextFile(path)))) process.env[name] ||= value;
    });

function refuseEnvFile(): never {
  throw new InvalidArgumentError('Node takes this option for itself: name the file with --env.');
}

/** Returns a hint if a message names a variable that is not set, but is in a `.env` file that was not read. */
export function toEnvFileHint(program: Command, message: string): string {
  if (program.getOptionValue('env') !== undefined) return '';
  const variables = readVariables('.env');
  const isThere = (message.match(/\b[A-Z]+(?:_[A-Z]+)+\b/g) ?? []).some(
    (name) => variables[name] && !process.env[name],
  );
  return isThere ? '\nThe file .env was not read: add --env .env' : '';
}

/**
 * Returns the variables of a file, or none if it cannot be read. Reads regular files only, because opening a pipe that
 * has no writer would block.
 */
function readVariables(path: string): NodeJS.Dict<string> {
  try {
    return statSync(path).isFile() ? parseEnv(readFileSync(path, 'utf8')) : {};
  } catch {
    return {};
  }
}
