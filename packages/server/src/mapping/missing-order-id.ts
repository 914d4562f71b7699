import {
  type IdentifiedEvent,
  isPresent,
  type Message,
  type Problem,
  type Settings,
  toFields,
  warning,
} from '@twinbeam/shared';

/** Finds a purchase on a website that has neither an order id nor an event id: each of its copies counts as another one. */
export function findMissingOrderId(
  { name, eventId }: IdentifiedEvent,
  { messageId, properties }: Message,
  { orderEventId }: Settings,
): Problem[] {
  if (name !== 'Purchase' || orderEventId === false) return [];
  const isNamed = eventId !== undefined && eventId !== messageId;
  const { order_id, orderId, order_ID } = toFields(properties);
  return isNamed || [order_id, orderId, order_ID].some(isPresent)
    ? []
    : [warning('order-id-missing', 'properties.order_id')];
}
