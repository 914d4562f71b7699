import { cutUrl, identifyEvent, type Message, type Settings } from '@twinbeam/shared';
import type { TrackOptions } from '../api.js';
import { createId } from '../identity/create-id.js';
import { toJsonCopy } from '../page/to-json-copy.js';
import { withoutPrototype } from '../page/without-prototype.js';

/** The options of a call that the stub may have queued. */
export interface QueuedTrackOptions extends TrackOptions {
  /** The message id that the stub has given to the call. */
  messageId?: string | undefined;
}

/** A call of `page` or `track`, and the place where it happened. */
export interface EventCall {
  type: 'page' | 'track';
  name?: string | undefined;
  properties?: Record<string, unknown> | undefined;
  options?: QueuedTrackOptions | null | undefined;
  page: { url: string; referrer: string };
}

/** A message that is to be sent, and the id of its event. */
export interface CreatedMessage {
  message: Message;
  eventId: string | undefined;
  /** The event id of a purchase that has one of its own: this browser sends it once. */
  purchaseId: string | undefined;
}

/** Creates the message of a call. What it says about the visitor is added when it is sent. */
export function createMessage(
  { type, name, properties, options, page }: EventCall,
  settings: Settings,
): CreatedMessage {
  const { eventId: explicitId, messageId = createId() } = withoutPrototype({ ...options });
  const message: Message = toJsonCopy({
    type,
    name,
    event: name,
    messageId,
    timestamp: new Date(),
    // Where `selectEventId` looks first, so that an explicit id beats one in the properties.
    ...(explicitId != null && { traits: { event_id: explicitId } }),
    context: { page: { url: cutUrl(page.url), referrer: cutUrl(page.referrer) } },
    // Last, because the values of a message are counted.
    properties,
  });
  // A message that makes no event is sent all the same: the server says why.
  // Which pixels take it, each leg decides; it has one id.
  const identified = identifyEvent(message, withoutPrototype({ ...settings, when: undefined, events: undefined }));
  if (!('event' in identified)) return { message, eventId: undefined, purchaseId: undefined };
  const { name: eventName, eventId = createId() } = identified.event;
  // An id that stands for nothing is replaced before either leg reads it.
  if (!identified.event.eventId) message.messageId = eventId;
  return {
    message,
    eventId,
    purchaseId: eventName === 'Purchase' && eventId !== message.messageId ? eventId : undefined,
  };
}
