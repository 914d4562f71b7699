import { isPresent, orderIdNames, warning } from '@twinbeam/shared';
import type { Mapping } from './mapping.js';
import type { ServerEvent } from './server-event.js';

/** Warns of a purchase on a website with neither an order id nor an event id: each of its copies is counted. */
export function reportMissingOrderId(
  { message, properties, identified, settings, report }: Mapping,
  { action_source }: ServerEvent,
): void {
  const { name, eventId } = identified;
  if (action_source !== 'website' || name !== 'Purchase' || settings.orderEventId === false) return;
  const isNamed = eventId !== undefined && eventId !== message.messageId;
  const hasOrderId = orderIdNames.some((each) => isPresent(properties[each]));
  if (!isNamed && !hasOrderId) report(warning('order-id-missing', 'properties.order_id'));
}
