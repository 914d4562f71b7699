import { isFields, toFields } from '@twinbeam/shared';
import type * as v from 'valibot';
import { TwinbeamOptionsError } from './options-error.js';
import { createParser } from './option-parser.js';

/**
 * Checks the options of a call other than `createTwinbeam`. Null counts as missing. Throws a `TwinbeamOptionsError`
 * that names each invalid option.
 *
 * @param call the name of the call
 */
export function checkCallOptions<Group extends v.GenericSchema>(
  call: string,
  group: Group,
  options: unknown,
): v.InferOutput<Group> {
  const problems: string[] = [];
  const given = options ?? {};
  if (!isFields(given)) problems.push('options must be an object, such as {}.');
  const present = Object.entries(toFields(given)).filter(([, value]) => value !== null);
  const checked = createParser(problems, [group])(group, Object.fromEntries(present));
  if (problems.length > 0 || !checked) {
    throw new TwinbeamOptionsError(problems, `${call}() has options that it cannot use:`);
  }
  return checked;
}
