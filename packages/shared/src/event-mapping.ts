import type { Settings } from './settings.js';
import { foldName } from './value.js';

/** Finds the name to which the event mapping of the settings leads; the very name beats one that only folds to it. */
export function findMappedName(name: string, { eventMapping }: Settings): string | undefined {
  if (!eventMapping) return undefined;
  const rows = Object.entries(eventMapping);
  const folded = foldName(name);
  const [row] = [...rows.filter(([key]) => key === name), ...rows.filter(([key]) => foldName(key) === folded)];
  return row?.[1];
}
