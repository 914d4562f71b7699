import type { ResolvedEvent } from './resolve-event.js';
import type { EventFilter } from './settings.js';
import { foldName } from './value.js';

/**
 * Returns whether the setting `events` lets an event through. Names are compared as everywhere, both the one that Meta
 * would get and the one of the message.
 */
export function isAllowed({ name, ownName }: ResolvedEvent, filter: EventFilter): boolean {
  const names = [name, ownName].map(foldName);
  const has = (list: readonly string[]) => list.some((listed) => names.includes(foldName(listed)));
  return 'allow' in filter ? has(filter.allow) : !has(filter.deny);
}
