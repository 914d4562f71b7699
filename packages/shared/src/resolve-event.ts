import { applyActions } from './actions.js';
import { findMappedName } from './event-mapping.js';
import type { EventType } from './event-type.js';
import type { Message } from './message.js';
import type { Settings } from './settings.js';
import { type DataRule, findStandardEvent } from './standard-events.js';
import { type Fields, toWellFormed } from './value.js';

/** Which event a message becomes. */
export interface ResolvedEvent {
  name: string;
  /** Whether it is one of Meta's standard events, which the Pixel reports by another method than custom ones. */
  isStandard: boolean;
  rule: DataRule;
  /** What an action of the settings puts over the properties. */
  overlay?: Fields | undefined;
}

/** Resolves by the first that fits: an action, the event mapping, the table of names; else a custom event under its own name. */
export function resolveEvent(type: EventType, message: Message, settings: Settings): ResolvedEvent {
  const action = applyActions(type, message, settings);
  const ownName = type === 'track' ? (message.event as string) : 'PageView';
  const name = action?.event ?? ((type === 'track' && findMappedName(ownName, settings)) || ownName);
  const standard = findStandardEvent(name);
  return {
    name: standard?.event ?? toWellFormed(name),
    isStandard: standard !== undefined,
    rule: standard?.rule ?? 'amount',
    overlay: action?.overlay,
  };
}
