import type * as v from 'valibot';
import { findSimilar } from '../base/find-similar.js';
import { listGroup } from './list-group.js';

const toGroup = (name: string): string => name.slice(0, name.lastIndexOf('.') + 1);
const toLastPart = (name: string): string => name.slice(name.lastIndexOf('.') + 1).toLowerCase();

/**
 * Finds the option that a name was probably meant to be: spelt nearly so, or standing in another group. Names have dots
 * for groups.
 */
export function findSimilarOption(name: string, groups: readonly v.GenericSchema[]): string | undefined {
  const options = groups.flatMap((group) => listGroup(group)).map((option) => option.name);
  const parents = options.map((option) => toGroup(option).slice(0, -1)).filter(Boolean);
  const all = [...new Set([...options, ...parents])];
  const match = findSimilar(toLastPart(name), all.map(toLastPart));
  const matches = all.filter((option) => toLastPart(option) === match);
  return matches.find((option) => toGroup(option) === toGroup(name)) ?? matches[0];
}
