/**
 * A message in the shape of RudderStack and Segment. `track()` and `page()` create it, the browser sends it to the
 * server, and foreign SDKs may send it too. Every field is optional and may have any type: the mapper never throws on
 * foreign input.
 *
 * @example
 * const message: Message = { type: 'track', event: 'Lead', userId: 'u1', messageId: 'm1', context: { ip: '8.8.8.8' } };
 */
export interface Message {
  /** `track`, `page`, `screen`, `identify`, `group` or `alias`, in any case. */
  type?: unknown;
  /** The name of a tracked event, such as `Order Completed`. */
  event?: unknown;
  /** The name of a page or screen. */
  name?: unknown;
  /** Properties of the event: `order_id`, `revenue`, `products`, … */
  properties?: unknown;
  /** Data about the person: `email`, `phone`, `firstName`, `address`, … */
  traits?: unknown;
  /** The context of the event: `page.url`, `userAgent`, `ip`, `fbp`, `fbc`, `traits`, `device`, … */
  context?: unknown;
  /** The destinations that get the message, by name, with options. */
  integrations?: unknown;
  /** The site's own id of the visitor. */
  userId?: unknown;
  /** The id of a visitor without a user id. */
  anonymousId?: unknown;
  /** The event id, unless properties or traits have another (see `event-id.ts`). */
  messageId?: unknown;
  /** The time of the event: an ISO string, a Date, or seconds or milliseconds since 1970. */
  timestamp?: unknown;
  /** The time of the event, if `timestamp` is missing. */
  originalTimestamp?: unknown;
  /** The sender's clock when the message was sent, used to correct a wrong clock. */
  sentAt?: unknown;
}
