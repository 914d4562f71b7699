import { holdsEmail } from './custom-data/email-address.js';
import type { Message } from './message.js';
import { isPlaceholder } from './placeholder.js';
import type { ResolvedEvent } from './resolve-event.js';
import type { Settings } from './settings.js';
import { type Fields, toFields, toText, toWellFormed } from './value.js';

/**
 * Selects the id by which Meta counts both legs of an event once; undefined when the message names none. A purchase
 * takes it from its order, so that the thank-you page, its reload and a webhook all name the same one.
 */
export function selectEventId(
  { traits, context, properties: own, messageId }: Message,
  { name, overlay }: ResolvedEvent,
  { orderEventId }: Settings,
): string | undefined {
  const properties = overlay ? { ...toFields(own), ...overlay } : toFields(own);
  const explicitId =
    toId(toFields(traits).event_id) ?? toId(toFields(toFields(context).traits).event_id) ?? toId(properties.event_id);
  if (explicitId) return explicitId;
  const orderId = name === 'Purchase' && orderEventId !== false ? selectOrderId(properties) : undefined;
  return orderId ? `purchase.${orderId}` : toId(messageId);
}

/** Selects the order's id, by the names that the specification and the source documents give it. */
export const selectOrderId = ({ order_id, orderId, order_ID }: Fields): string | undefined =>
  toOrderId(order_id) ?? toOrderId(orderId) ?? toOrderId(order_ID);

const toOrderId = (value: unknown): string | undefined => (isPlaceholder(value, 'orderId') ? undefined : toId(value));

/** Returns text or a number as an id. An e-mail address is none (it would be sent unhashed), nor is a placeholder. */
export function toId(value: unknown): string | undefined {
  const id = toText(value);
  return id && !holdsEmail(id) && !isPlaceholder(id, 'id') ? toWellFormed(id) : undefined;
}

/** Creates an id for an event that came without one: 104 random bits. */
export const createEventId = (random: () => number = Math.random): string =>
  [0, 1].map(() => Math.floor(random() * 2 ** 52).toString(36)).join('-');
