import { foldName } from '../base/value.js';
import type { Settings } from '../settings.js';
import { isEqual } from './conditions.js';

/**
 * Finds the name to which the setting `eventMapping` maps a name. An exact match takes precedence over a folded one.
 */
export function findMappedName(name: string, { eventMapping }: Settings): string | undefined {
  if (!eventMapping) return undefined;
  const rows = Object.entries(eventMapping);
  const folded = foldName(name);
  const [row] = [...rows.filter(([key]) => key === name), ...rows.filter(([key]) => foldName(key) === folded)];
  return row?.[1];
}

/**
 * Returns whether the settings name an event: in the event mapping, or in an action as the event that it wants.
 *
 * @example
 * isMappedName('trial began', { pixelId: '1', eventMapping: { 'Trial Began': 'StartTrial' } }); // true
 */
export const isMappedName = (name: string, settings: Settings): boolean =>
  findMappedName(name, settings) !== undefined ||
  settings.actions?.some(({ when }) => isEqual(name, when.event)) === true;
