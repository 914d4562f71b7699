import {
  type IdentifiedEvent,
  isPlaceholder,
  type Message,
  maxNameLength,
  type PlaceholderKind,
  type Problem,
  toFields,
  warning,
} from '@twinbeam/shared';

/**
 * Finds ids of an event and an order that stand for no value, and ids of an event that are too long: the mapping of both
 * legs passes them over.
 */
export function findPlaceholderIds(message: Message, { rule }: IdentifiedEvent): Problem[] {
  const problems: Problem[] = [];
  const root = toFields(message.traits);
  const context = toFields(toFields(message.context).traits);
  const properties = toFields(message.properties);
  const check = (value: unknown, field: string, kind: PlaceholderKind) => {
    if (isPlaceholder(value, kind)) problems.push(warning('placeholder-value', field));
    else if (kind === 'id' && typeof value === 'string' && value.trim().length > maxNameLength) {
      problems.push(warning('text-too-long', field));
    }
  };
  check(root.event_id, 'traits.event_id', 'id');
  check(context.event_id, 'context.traits.event_id', 'id');
  check(properties.event_id, 'properties.event_id', 'id');
  check(message.messageId, 'messageId', 'id');
  if (rule === 'none') return problems;
  check(properties.order_id, 'properties.order_id', 'orderId');
  check(properties.orderId, 'properties.orderId', 'orderId');
  check(properties.order_ID, 'properties.order_ID', 'orderId');
  return problems;
}
