/**
 * A message in the shape of RudderStack and Segment: what `track()` and `page()` make, what travels from the
 * browser to the server, and what foreign SDKs may send. Every part is optional and may be anything: the mapper is
 * total on foreign input.
 *
 * @example
 * const message: Message = { type: 'track', event: 'Lead', userId: 'u1', messageId: 'm1', context: { ip: '8.8.8.8' } };
 */
export interface Message {
  /** `track`, `page`, `screen`, `identify`, `group` or `alias`, in any case. */
  type?: unknown;
  /** Name of a tracked event, such as `Order Completed`. */
  event?: unknown;
  /** Name of a page or screen. */
  name?: unknown;
  /** Properties of the event: `order_id`, `revenue`, `products`, … */
  properties?: unknown;
  /** What is known of the person: `email`, `phone`, `firstName`, `address`, … */
  traits?: unknown;
  /** Surroundings of the event: `page.url`, `userAgent`, `ip`, `fbp`, `fbc`, `traits`, `device`, … */
  context?: unknown;
  /** Which destinations get the message, by name, with options. */
  integrations?: unknown;
  /** The site's own id of the visitor. */
  userId?: unknown;
  /** Id of a visitor without a user id. */
  anonymousId?: unknown;
  /** The event id, unless properties or traits name another (see `event-id.ts`). */
  messageId?: unknown;
  /** When it happened: ISO text, a Date, seconds or milliseconds since 1970. */
  timestamp?: unknown;
  /** The same, where `timestamp` is missing. */
  originalTimestamp?: unknown;
  /** The sender's clock when the message was sent, by which a wrong clock is corrected. */
  sentAt?: unknown;
}
