import { type CustomDataContext, toCustomData } from './custom-data.js';
import { selectEventId } from './event-id.js';
import type { EventMessage } from './message.js';
import type { CustomData } from './meta.js';
import { holdsEmail } from './pii.js';
import { fail } from './problem.js';
import { resolveEvent } from './resolve-event.js';
import type { Settings } from './settings.js';
import type { DataRule } from './standard-events.js';
import { fieldsOf, wellFormed } from './value.js';

/** The part of an event that is the same on both legs. */
export interface CommonEvent {
  name: string;
  /** One of Meta's standard events. */
  standard: boolean;
  rule: DataRule;
  /** Undefined when the message names none. */
  eventId: string | undefined;
  customData: CustomData;
}

/** Maps what both legs share, of a message that makes an event. Findings tell whether it may be sent. */
export function mapEvent(source: EventMessage, settings: Settings, context: CustomDataContext): CommonEvent {
  const { message } = source;
  const event = resolveEvent(source, settings);
  const name = wellFormed(event.name);
  if (holdsEmail(name)) fail(context.findings, 'email-in-text', 'event');
  return {
    name,
    standard: event.standard,
    rule: event.rule,
    eventId: selectEventId(message, name, settings),
    customData: toCustomData(event, fieldsOf(message.properties), settings, context),
  };
}
