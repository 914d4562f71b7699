import { holdsEmail } from './custom-data/email-address.js';
import { toCustomData } from './custom-data/to-custom-data.js';
import { selectEventId } from './event-id.js';
import type { EventType } from './event-type.js';
import type { Message } from './message.js';
import type { CustomData } from './meta.js';
import { error, type Problem } from './problem.js';
import { resolveEvent } from './resolve-event.js';
import type { Settings } from './settings.js';
import type { DataRule } from './standard-events.js';
import { toFields } from './value.js';

/** The part of an event that is the same on both legs. */
export interface MappedEvent {
  name: string;
  isStandard: boolean;
  rule: DataRule;
  /** Undefined when the message names none. */
  eventId: string | undefined;
  customData: CustomData;
}

/**
 * Maps what both legs share, of a message that makes an event. One error among the problems rejects it on both legs.
 *
 * @param hash replaces the values of deny-listed properties marked `hash`; without it they are dropped
 */
export function mapEvent(
  type: EventType,
  message: Message,
  settings: Settings,
  hash?: (text: string) => string,
): { event: MappedEvent; problems: Problem[] } {
  const resolved = resolveEvent(type, message, settings);
  const { name, isStandard, rule } = resolved;
  const { customData, problems } = toCustomData(resolved, toFields(message.properties), settings, hash);
  if (holdsEmail(name)) problems.push(error('email-in-text', 'event'));
  const eventId = selectEventId(message, name, settings);
  return { event: { name, isStandard, rule, eventId, customData }, problems };
}
