import { type Fields, toWellFormed } from '../base/value.js';
import type { Message } from '../message/message.js';
import type { Action, Settings } from '../settings.js';
import { findAction, readActionValues } from './actions.js';
import { findMappedName } from './event-mapping.js';
import { type MessageType, makesEvent } from './message-type.js';
import { type DataRule, findStandardEvent } from './standard-events.js';

/** The event that a message becomes. */
export interface ResolvedEvent {
  name: string;
  /** The name that the message itself has. */
  ownName: string;
  /** The event is one of Meta's standard events, for which the Pixel has a different method than for custom events. */
  isStandard: boolean;
  rule: DataRule;
  /** The action of the settings that makes the event. */
  action: Action | undefined;
  /** The action's custom data, which override the properties. */
  overlay: Fields | undefined;
  /** The match keys that the action sets, with Meta's names. */
  userData: Fields | undefined;
}

/**
 * Resolves a message with the first that applies: an action, the event mapping, the table of names; otherwise it
 * becomes a custom event with its own name. Returns undefined for a message that makes no event.
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
