/**
 * A message in the shape of RudderStack and Segment: what `track()` and `page()` make, what travels from the
 * browser to the server, and what foreign SDKs may send. Every part is optional and may be anything: the mapper is
 * total on foreign input.
 */
export interface Message {
  /** `track`, `page`, `screen`, `identify`, `group` or `alias`, in any case. */
  type?: unknown;
  /** Name of a tracked event, such as `Order Completed`. */
  event?: unknown;
  name?: unknown;
  properties?: unknown;
  traits?: unknown;
  context?: unknown;
  integrations?: unknown;
  userId?: unknown;
  anonymousId?: unknown;
  /** The event id, unless properties or traits name another (see `event-id.ts`). */
  messageId?: unknown;
  /** When it happened: ISO text, a Date, seconds or milliseconds since 1970. */
  timestamp?: unknown;
  originalTimestamp?: unknown;
  sentAt?: unknown;
}
