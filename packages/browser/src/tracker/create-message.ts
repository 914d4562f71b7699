import { type AnyProperties, cutUrl, identifyEvent, type Message, type Settings } from '@twinbeam/shared';
import { createId } from '../identity/create-id.js';
import { toJsonCopy } from '../page/to-json-copy.js';
import { withoutPrototype } from '../page/without-prototype.js';
import type { TrackOptions } from './api.js';

/** A call of `page` or `track`, and the page on which it was made. */
export interface EventCall {
  type: 'page' | 'track';
  name?: string | undefined;
  properties?: AnyProperties | undefined;
  options?: TrackOptions | null | undefined;
  /** The message id that the stub has assigned to the call. Anything but a string is replaced with a new id. */
  messageId?: unknown;
  page: { url: string; referrer: string };
}

/** A message to send, and its event id. */
export interface CreatedMessage {
  message: Message;
  eventId: string | undefined;
  /** The event id of a purchase that has its own id, such as an order id: this browser sends it once. */
  purchaseId: string | undefined;
}

/** Creates the message of a call. The visitor's data are added when it is sent. */
export function createMessage(
  { type, name, properties, options, messageId, page }: EventCall,
  settings: Settings,
): CreatedMessage {
  const { eventId: explicitId } = withoutPrototype({ ...options });
  const message: Message = toJsonCopy({
    type,
    name,
    event: name,
    messageId: typeof messageId === 'string' ? messageId : createId(),
    timestamp: new Date(),
    // `selectEventId` looks here first, so that an explicit id takes precedence over one in the properties.
    ...(explicitId != null && { traits: { event_id: explicitId } }),
    context: { page: { url: cutUrl(page.url), referrer: cutUrl(page.referrer) } },
    // Last, because the number of values in a message is limited, and the rest is cut off.
    properties,
  });
  // A message that makes no event is sent too: the server reports why. Each leg applies the filters `when` and `events`
  // itself, so that the id is the same for all pixels.
  const identified = identifyEvent(message, withoutPrototype({ ...settings, when: undefined, events: undefined }));
  if (!('event' in identified)) return { message, eventId: undefined, purchaseId: undefined };
  const { name: eventName, eventId = createId() } = identified.event;
  // An unusable message id, such as an empty placeholder, is replaced before either leg reads it.
  if (!identified.event.eventId) message.messageId = eventId;
  return {
    message,
    eventId,
    purchaseId: eventName === 'Purchase' && eventId !== message.messageId ? eventId : undefined,
  };
}
