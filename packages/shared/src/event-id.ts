import type { Message } from './message.js';
import { holdsEmail } from './pii.js';
import type { Settings } from './settings.js';
import { type Fields, fieldsOf, textOf, wellFormed } from './value.js';

/**
 * The id by which Meta counts both legs of an event once; undefined when the message names none. A purchase takes it
 * from its order, so that the thank-you page, its reload and a webhook all name the same one.
 */
export function selectEventId(message: Message, eventName: string, { orderEventId }: Settings): string | undefined {
  const properties = fieldsOf(message.properties);
  const order = eventName === 'Purchase' && orderEventId !== false ? orderIdOf(properties) : undefined;
  for (const source of [message.traits, fieldsOf(message.context).traits, properties]) {
    const id = idText(fieldsOf(source).event_id);
    if (id) return id;
  }
  return order ? `purchase.${order}` : idText(message.messageId);
}

/** The order's id, by the names that the specification and the source documents give it. */
export const orderIdOf = (properties: Fields): string | undefined =>
  idText(properties.order_id) ?? idText(properties.orderId) ?? idText(properties.order_ID);

/** Text or a number as an id; an e-mail address is none, it would leave the house in clear. */
export function idText(value: unknown): string | undefined {
  const id = textOf(value);
  return id && !holdsEmail(id) ? wellFormed(id) : undefined;
}

/** An id for an event that came without one: 104 random bits. */
export const createEventId = (random: () => number = Math.random): string =>
  [0, 1].map(() => Math.floor(random() * 2 ** 52).toString(36)).join('-');
