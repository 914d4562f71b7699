import { isFields, toFields } from '@twinbeam/shared';
import * as v from 'valibot';
import { createParser } from './option-parser.js';
import { TwinbeamOptionsError } from './options-error.js';

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
  const usable = selectUsableOptions(group, options, (problem) => problems.push(problem));
  if (problems.length > 0) throw new TwinbeamOptionsError(problems, `${call}() has options that it cannot use:`);
  return usable;
}

/**
 * Returns the options that a call can use, without those that are invalid. For calls that write a page: the page must
 * not fail because of them. Null counts as missing.
 *
 * @param onProblem called with a sentence for each invalid option
 */
export function selectUsableOptions<Group extends v.GenericSchema>(
  group: Group,
  options: unknown,
  onProblem: (problem: string) => void,
): v.InferOutput<Group> {
  const given = options ?? {};
  if (!isFields(given)) onProblem('options must be an object, such as {}.');
  const present = Object.entries(toFields(given)).filter(([, value]) => value !== null);
  const problems: string[] = [];
  const parse = createParser(problems, [group]);
  const usable = parse(group, Object.fromEntries(present));
  problems.forEach(onProblem);
  if (usable) return usable;
  const valid = present.filter(([name, value]) => v.is(group, { [name]: value }));
  return v.parse(group, Object.fromEntries(valid));
}
