import { foldName } from '../base/value.js';
import type { EventFilter } from '../settings.js';
import type { ResolvedEvent } from './resolve-event.js';

/**
 * Returns whether the setting `events` allows an event. It may list Meta's name of the event or the message's name;
 * both are compared with `foldName`.
 */
export function isAllowed({ name, ownName }: ResolvedEvent, filter: EventFilter): boolean {
  const names = [name, ownName].map(foldName);
  const has = (list: readonly string[]) => list.some((listed) => names.includes(foldName(listed)));
  return 'allow' in filter ? has(filter.allow) : !has(filter.deny);
}
