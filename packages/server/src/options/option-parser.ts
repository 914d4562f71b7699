import type { Fields } from '@twinbeam/shared';
import * as v from 'valibot';
import { findEntries } from './option.js';
import { findSimilarOption } from './similar-option.js';

/** A name as programs write it, with dots for groups. Other text may be a visitor's, and must not be logged. */
const plainName = /^[a-z_][\w.]{0,60}$/i;

/**
 * Returns a function that parses a group of options and records one problem for each invalid option.
 *
 * @param groups the groups that have the options of the call, of which a misspelt name may mean any
 */
export function createParser(problems: string[], groups: readonly v.GenericSchema[]) {
  return <Group extends v.GenericSchema>(group: Group, given: Fields, path = ''): v.InferOutput<Group> | undefined => {
    const { success, output, issues = [] } = v.safeParse(group, given);
    if (success) return output;
    const sentences = new Map<string, string>();
    for (const issue of issues) {
      const name = toOptionName(group, issue);
      const shown = plainName.test(name) ? name : 'a name that is not shown';
      if (sentences.has(name)) continue;
      sentences.set(name, `${path}${shown} ${issue.message}${suggestFor(name, issue, groups)}`);
    }
    problems.push(...sentences.values());
    return undefined;
  };
}

/** Returns the end of the sentence about a name that is not an option. */
function suggestFor(name: string, { type }: v.BaseIssue<unknown>, groups: readonly v.GenericSchema[]): string {
  if (type !== 'never') return '';
  const similar = findSimilarOption(name, groups);
  return similar ? `; is ${similar} meant?` : '; docs/options.md lists all options.';
}

/**
 * Returns the dotted name of the option that an issue is about. Parts inside an option's value have no rule of their
 * own.
 */
function toOptionName(group: v.GenericSchema, { path }: v.BaseIssue<unknown>): string {
  const names: string[] = [];
  let entries = findEntries(group);
  for (const { key } of path ?? []) {
    if (!entries) break;
    names.push(String(key));
    entries = findEntries(entries[String(key)]);
  }
  return names.join('.');
}
