import type { MappingResult } from '../base/mapping-result.js';
import type { Message } from '../message/message.js';
import type { Settings } from '../settings.js';
import { meetsConditions, skippedByWhen } from './conditions.js';
import { isAllowed } from './event-filter.js';
import { selectEventId } from './event-id.js';
import { readMessageType } from './message-type.js';
import { type ResolvedEvent, resolveEvent } from './resolve-event.js';

/**
 * The name and id of an event, by which Meta pairs the two legs.
 *
 * @example
 * const toKey = ({ name, eventId }: IdentifiedEvent) => `${name} ${eventId}`;
 */
export interface IdentifiedEvent extends ResolvedEvent {
  /** The event id; undefined if the message has none. */
  eventId?: string | undefined;
}

/**
 * Identifies the event that a message becomes. It is the first step of the mapping, on both legs.
 *
 * @returns `{event, problems}`, `{skipped: reason}` or `{rejected: problems}`
 * @example
 * const message = { type: 'track', event: 'Order Completed', properties: { order_id: '7' } };
 * const identified = identifyEvent(message, { pixelId: '1' });
 * // { event: { name: 'Purchase', eventId: 'purchase.7', … }, problems: [] }
 */
export function identifyEvent(message: Message, settings: Settings): MappingResult<{ event: IdentifiedEvent }> {
  const { type, problem } = readMessageType(message);
  if (problem) return { rejected: [problem] };
  const event: IdentifiedEvent | undefined = resolveEvent(type, message, settings);
  if (!event) return { skipped: `a message of type '${type}' makes no event` };
  if (settings.when && !meetsConditions(message, settings.when)) return { skipped: skippedByWhen };
  if (settings.events && !isAllowed(event, settings.events)) return { skipped: "the setting 'events' leaves it out" };
  event.eventId = selectEventId(message, event, settings);
  return { event, problems: [] };
}
