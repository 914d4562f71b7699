import type { Settings } from './settings.js';
import { foldName } from './value.js';

/** Finds the name to which the event mapping of the settings leads. */
export function findMappedName(name: string, { eventMapping = {} }: Settings): string | undefined {
  const folded = foldName(name);
  const source = Object.keys(eventMapping).find((key) => foldName(key) === folded);
  return source === undefined ? undefined : eventMapping[source];
}
