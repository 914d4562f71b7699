import * as v from 'valibot';
import { findEntries, readDetails } from './option.js';

/** An option as it is declared. */
export interface OptionRow {
  /** Name, with dots for an option in a group: `collect.maxBytes`. */
  name: string;
  /** The environment variable. */
  env: string | undefined;
  /** The value if neither option nor variable is set; undefined if there is none. */
  default: unknown;
}

/** Lists the options of a group in the order of declaration, those of its own groups too. */
export function listGroup(group: v.GenericSchema, path = ''): OptionRow[] {
  return Object.entries(findEntries(group) ?? {}).flatMap(([name, schema]): OptionRow[] => {
    if (findEntries(schema)) return listGroup(schema, `${path}${name}.`);
    return [{ name: path + name, env: readDetails(schema).env, default: v.getDefault(schema as never) }];
  });
}
