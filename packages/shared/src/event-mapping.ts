import type { Settings } from './settings.js';
import { foldName } from './value.js';

/** Finds the name to which the event mapping of the settings leads; the very name beats one that only folds to it. */
export function findMappedName(name: string, { eventMapping }: Settings): string | undefined {
  if (!eventMapping) return undefined;
  const names = Object.keys(eventMapping);
  const folded = foldName(name);
  const source = names.find((key) => key === name) ?? names.find((key) => foldName(key) === folded);
  return source === undefined ? undefined : eventMapping[source];
}
