import { existsSync } from 'node:fs';
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

/** Returns what to say of variables that are missing, where a file may have them. */
export const toEnvFileHint = (program: Command): string =>
  program.getOptionValue('envFile') === undefined && existsSync('.env')
    ? '\nThe file .env was not read: add --env-file .env'
    : '';
