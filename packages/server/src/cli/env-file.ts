import { readFileSync, statSync } from 'node:fs';
import { parseEnv } from 'node:util';
import type { Command } from 'commander';
import { readTextFile } from './read-file.js';

/** Adds the option that names a file of variables to a program, for each of its commands. */
export const withEnvFile = (program: Command): Command =>
  program
    .option('--env-file <path>', 'reads the variables that are not set from a file, such as .env')
    .hook('preAction', () => {
      const { envFile } = program.opts<{ envFile?: string }>();
      if (envFile === undefined) return;
      for (const [name, value] of Object.entries(parseEnv(readTextFile(envFile)))) process.env[name] ||= value;
    });

/** Returns what to say where a message names a variable that is missing, and `.env`, which was not read, has it. */
export function toEnvFileHint(program: Command, message: string): string {
  if (program.getOptionValue('envFile') !== undefined) return '';
  const variables = readVariables('.env');
  const isThere = (message.match(/\b[A-Z]+(?:_[A-Z]+)+\b/g) ?? []).some(
    (name) => variables[name] && !process.env[name],
  );
  return isThere ? '\nThe file .env was not read: add --env-file .env' : '';
}

/** Returns the variables of a file; none where it cannot be read. A pipe may have no writer, and would be waited for. */
function readVariables(path: string): NodeJS.Dict<string> {
  try {
    return statSync(path).isFile() ? parseEnv(readFileSync(path, 'utf8')) : {};
  } catch {
    return {};
  }
}
