import { isFields } from '@twinbeam/shared';
import type { TwinbeamOptions } from '../options/options.js';
import { CommandError } from './command-error.js';
import { readJsonFile } from './read-file.js';

/** Reads the options in the file given with `--settings`; without a file, there are none. Throws `CommandError`. */
export function readSettings(path: string | undefined): TwinbeamOptions {
  if (path === undefined) return {};
  const settings = readJsonFile(path);
  if (isFields(settings)) return settings;
  throw new CommandError(`${path} must be an object of options, such as {"defaultCurrency": "EUR"}.`);
}
