import { applyActions, mappedName } from './custom-rules.js';
import type { EventMessage } from './message.js';
import type { Settings } from './settings.js';
import { type DataRule, findStandardEvent } from './standard-events.js';
import type { Fields } from './value.js';

/** Which event a message becomes. */
export interface ResolvedEvent {
  name: string;
  /** One of Meta's standard events, which the Pixel reports by another method than custom ones. */
  standard: boolean;
  rule: DataRule;
  /** What an action of the settings puts over the properties. */
  overlay?: Fields | undefined;
}

/** By the first that fits: an action, the event mapping, the table of names; else a custom event under its own name. */
export function resolveEvent({ type, message }: EventMessage, settings: Settings): ResolvedEvent {
  const action = applyActions(type, message as Fields, settings);
  const ownName = type === 'track' ? (message.event as string) : 'PageView';
  const name = action?.event ?? ((type === 'track' && mappedName(ownName, settings)) || ownName);
  const standard = findStandardEvent(name);
  return {
    name: standard?.event ?? name,
    standard: !!standard,
    rule: standard?.rule ?? 'amount',
    overlay: action?.overlay,
  };
}
