import { holdsEmail } from '../base/email-address.js';
import { isPlaceholder, type PlaceholderKind } from '../base/placeholder.js';
import { type Fields, maxNameLength, toFields, toText, toWellFormed } from '../base/value.js';
import type { Message } from '../message/message.js';
import type { Settings } from '../settings.js';
import type { ResolvedEvent } from './resolve-event.js';

/**
 * Selects the event id, by which Meta deduplicates the two legs; returns undefined if the message has none. The id of a
 * purchase is made from its order id, so that the thank-you page, its reload and a webhook all have the same id.
 */
export function selectEventId(
  message: Message,
  { name, overlay }: ResolvedEvent,
  { orderEventId, piiDenylist }: Settings,
): string | undefined {
  const own = toFields(message.properties);
  const properties = overlay ? { ...own, ...overlay } : own;
  const [traitsId, contextId, propertiesId, messageId] = readEventIds(message, properties);
  const explicitId = toEventId(traitsId) ?? toEventId(contextId) ?? toEventId(propertiesId);
  if (explicitId) return explicitId;
  // A denied order id would be sent unhashed, in the event id.
  const isByOrder =
    name === 'Purchase' &&
    orderEventId !== false &&
    !piiDenylist?.some(({ property }) => /^order_?id$/i.test(property));
  const orderId = isByOrder ? selectOrderId(properties) : undefined;
  return orderId ? `purchase.${orderId}` : toEventId(messageId);
}

/** Paths of what `readEventIds` reads. */
export const eventIdPaths = ['traits.event_id', 'context.traits.event_id', 'properties.event_id', 'messageId'] as const;

/**
 * Reads what a message gives as the id of its event, in the order of `eventIdPaths`. The first that can be used is taken,
 * and the id of an order before that of the message.
 *
 * @example
 * readEventIds({ messageId: 'm1' }, { event_id: 'e1' }); // [undefined, undefined, 'e1', 'm1']
 */
export const readEventIds = ({ traits, context, messageId }: Message, { event_id }: Fields): unknown[] => [
  toFields(traits).event_id,
  toFields(toFields(context).traits).event_id,
  event_id,
  messageId,
];

/** The names of an order's id in properties: that of the specification, then those of the source documents. */
export const orderIdNames = ['order_id', 'orderId', 'order_ID'] as const;

/** Returns the order's id as the properties give it, whether or not it can be used. */
export const readOrderId = ({ order_id, orderId, order_ID }: Fields): unknown => order_id || orderId || order_ID;

/** Selects the order's id: the first that can be used. */
export function selectOrderId(properties: Fields): string | undefined {
  for (const name of orderIdNames) {
    const id = toEventId(properties[name], 'orderId');
    if (id) return id;
  }
  return undefined;
}

/**
 * Returns the id of an event or an order. A text that is too long is ignored: it would exceed Meta's limit per event.
 */
function toEventId(value: unknown, kind: PlaceholderKind = 'id'): string | undefined {
  const id = toKnownId(value, kind);
  return id && id.length <= maxNameLength ? id : undefined;
}

/**
 * Returns a string or a number as an id. An e-mail address is ignored, because ids are sent unhashed.
 *
 * @example
 * toId(1001); // '1001'
 * toId('ada@example.com'); // undefined
 */
export function toId(value: unknown): string | undefined {
  const id = toText(value);
  return id && !holdsEmail(id) ? toWellFormed(id) : undefined;
}

/**
 * Returns an id, unless it is a placeholder for a missing value.
 *
 * @example
 * toKnownId('undefined', 'id'); // undefined
 */
export const toKnownId = (value: unknown, kind: PlaceholderKind): string | undefined =>
  isPlaceholder(value, kind) ? undefined : toId(value);

/**
 * Creates an id for an event without one, from 104 random bits.
 *
 * @param random returns a number from 0 up to 1; default `Math.random`
 * @example
 * createEventId(); // such as '1a2b3c4d5e-6f7g8h9i0j'
 */
export const createEventId = (random: () => number = Math.random): string =>
  [0, 1].map(() => Math.floor(random() * 2 ** 52).toString(36)).join('-');
