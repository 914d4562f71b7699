import { readFileSync, statSync } from 'node:fs';
import { parseEnv } from 'node:util';
import type { Command } from 'commander';
import { readTextFile } from './read-file.js';

/** Adds the option `--env-file` to a program; it applies to every command. */
export const withEnvFile = (program: Command): Command =>
  program
    .option('--env-file <path>', 'reads variables that are not set from a file, such as .env')
    .hook('preAction', () => {
      const { envFile } = program.opts<{ envFile?: string }>();
      if (envFile === undefined) return;
      for (const [name, value] of Object.entries(parseEnv(readTextFile(envFile)))) process.env[name] ||= value;
    });

/** Returns a hint if a message names a variable that is not set, but is in a `.env` file that was not read. */
export function toEnvFileHint(program: Command, message: string): string {
  if (program.getOptionValue('envFile') !== undefined) return '';
  const variables = readVariables('.env');
  const isThere = (message.match(/\b[A-Z]+(?:_[A-Z]+)+\b/g) ?? []).some(
    (name) => variables[name] && !process.env[name],
  );
  return isThere ? '\nThe file .env was not read: add --env-file .env' : '';
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
