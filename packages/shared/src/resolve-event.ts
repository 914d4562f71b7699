import { findAction, readActionValues } from './actions.js';
import { findMappedName } from './event-mapping.js';
import type { Message } from './message.js';
import { type MessageType, makesEvent } from './message-type.js';
import type { Action, Settings } from './settings.js';
import { type DataRule, findStandardEvent } from './standard-events.js';
import { type Fields, toWellFormed } from './value.js';

/** Event that a message becomes. */
export interface ResolvedEvent {
  name: string;
  /** The name that the message itself has. */
  ownName: string;
  /** Whether it is one of Meta's standard events, which the Pixel reports by another method than custom ones. */
  isStandard: boolean;
  rule: DataRule;
  /** The action of the settings that makes the event. */
  action: Action | undefined;
  /** Custom data of the action, which replaces that of the properties. */
  overlay: Fields | undefined;
  /** The match keys that the action sets, by Meta's names. */
  userData: Fields | undefined;
}

/**
 * Resolves by the first that fits: an action, the event mapping, the table of names; else a custom event under its own
 * name. Undefined for a message that makes no event.
 */
export function resolveEvent(type: MessageType, message: Message, settings: Settings): ResolvedEvent | undefined {
  const action = findAction(type, message, settings);
  if (!action && !makesEvent(type)) return undefined;
  const ownName = type === 'track' ? (message.event as string) : 'PageView';
  const name = action?.event ?? ((type === 'track' && findMappedName(ownName, settings)) || ownName);
  const standard = findStandardEvent(name);
  return {
    name: standard?.event ?? toWellFormed(name),
    ownName,
    isStandard: standard !== undefined,
    rule: standard?.rule ?? 'amount',
    action,
    overlay: action && readActionValues(action.data, message),
    userData: action && readActionValues(action.userData, message),
  };
}
