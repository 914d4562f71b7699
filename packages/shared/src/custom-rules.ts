import type { Action, Settings } from './settings.js';
import { type Fields, foldName, textOf, valueAt } from './value.js';

/** The rules that a site adds to the built-in ones. Most add none: their browsers get a build without this file. */

/** What an action of the settings makes of a message: the event, and what it puts over the properties. */
export interface ActionResult {
  event: string;
  overlay: Record<string, unknown>;
}

/** The first action whose conditions a message meets. */
export function applyActions(type: string, message: Fields, { actions }: Settings): ActionResult | undefined {
  const action = actions?.find(({ when }) =>
    Object.entries(when).every(([path, wanted]) => isSame(path === 'type' ? type : valueAt(message, path), wanted)),
  );
  return action && { event: action.event, overlay: overlayOf(action, message) };
}

const isSame = (value: unknown, wanted: unknown): boolean =>
  typeof value === 'string' && typeof wanted === 'string' ? foldName(value) === foldName(wanted) : value === wanted;

function overlayOf({ data = {} }: Action, message: Fields): Record<string, unknown> {
  const overlay: Record<string, unknown> = {};
  for (const [key, source] of Object.entries(data)) {
    overlay[key] = 'path' in source ? valueAt(message, source.path) : source.value;
  }
  return overlay;
}

/** The name to which the event mapping leads. */
export function mappedName(name: string, { eventMapping = {} }: Settings): string | undefined {
  const source = Object.keys(eventMapping).find((key) => foldName(key) === foldName(name));
  return source === undefined ? undefined : eventMapping[source];
}

/** The content type of the event's category, or else of its first product's. */
export function typeOfCategory(
  category: string | undefined,
  products: Fields[],
  settings: Settings,
): string | undefined {
  const types = settings.categoryToContentType ?? {};
  const known = [category, textOf(products[0]?.category)].find((name) => name && Object.keys(types).includes(name));
  return known && types[known];
}

/**
 * What to do with a property: `drop` it, `hash` it, `keep` it as it is because its owner allowed it, or none of these,
 * which means to look at its text for e-mail addresses.
 */
export type PiiVerdict = 'drop' | 'hash' | 'keep' | undefined;

/** Verdicts by the lists of the settings, if there are any, in any case. The deny list beats the allow list. */
export function listedVerdicts({ piiAllowlist = [], piiDenylist = [] }: Settings): Map<string, PiiVerdict> | undefined {
  if (!piiAllowlist[0] && !piiDenylist[0]) return undefined;
  return new Map<string, PiiVerdict>([
    ...piiAllowlist.map((name) => [name.toLowerCase(), 'keep'] as const),
    ...piiDenylist.map(({ property, hash }) => [property.toLowerCase(), hash ? 'hash' : 'drop'] as const),
  ]);
}

/** Whether settings hold any such rule. */
export const hasCustomRules = (settings: Settings): boolean =>
  [
    settings.actions,
    settings.piiAllowlist,
    settings.piiDenylist,
    Object.keys(settings.eventMapping ?? {}),
    Object.keys(settings.categoryToContentType ?? {}),
  ].some((rules) => rules?.length);
