import { holdsEmail } from './custom-data/email-address.js';
import type { Message } from './message.js';
import type { Settings } from './settings.js';
import { type Fields, toFields, toText, toWellFormed } from './value.js';

/**
 * Selects the id by which Meta counts both legs of an event once; undefined when the message names none. A purchase
 * takes it from its order, so that the thank-you page, its reload and a webhook all name the same one.
 */
export function selectEventId(message: Message, eventName: string, { orderEventId }: Settings): string | undefined {
  const properties = toFields(message.properties);
  for (const source of [message.traits, toFields(message.context).traits, properties]) {
    const id = toId(toFields(source).event_id);
    if (id) return id;
  }
  const orderId = eventName === 'Purchase' && orderEventId !== false ? selectOrderId(properties) : undefined;
  return orderId ? `purchase.${orderId}` : toId(message.messageId);
}

/** Selects the order's id, by the names that the specification and the source documents give it. */
export const selectOrderId = (properties: Fields): string | undefined =>
  toId(properties.order_id) ?? toId(properties.orderId) ?? toId(properties.order_ID);

/** Returns text or a number as an id. An e-mail address is none: it would be sent unhashed. */
export function toId(value: unknown): string | undefined {
  const id = toText(value);
  return id && !holdsEmail(id) ? toWellFormed(id) : undefined;
}

/** Creates an id for an event that came without one: 104 random bits. */
export const createEventId = (random: () => number = Math.random): string =>
  [0, 1].map(() => Math.floor(random() * 2 ** 52).toString(36)).join('-');
