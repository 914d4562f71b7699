/** Where an event comes from: server code, the script in a page, or a library of RudderStack or Segment. */
export type EventSource = OutboxEvent['source'];

/**
 * An event for one pixel, mapped and hashed.
 *
 * @example
 * const json = JSON.stringify(event); // what mapMessage returns
 * const stored: OutboxEvent = { pixelId: '1', name: event.event_name, eventId: event.event_id, source: 'server', expiresAt, json };
 */
export interface OutboxEvent {
  /** Id of the pixel that the event is sent to. */
  pixelId: string;
  /** `event_name`. With pixel and event id it identifies the event. */
  name: string;
  /** `event_id`. */
  eventId: string;
  /**
   * Where the event comes from. An event of server code takes precedence over an event of a page with the same name and
   * id.
   */
  source: 'server' | 'page' | 'sdk';
  /** When the event becomes too old for Meta, in milliseconds since 1970. */
  expiresAt: number;
  /** The event as JSON, as it is sent. */
  json: string;
  /** Code of the test view in Events Manager, which replaces that of the pixel. */
  testEventCode?: string | undefined;
}

/**
 * An event in the outbox.
 *
 * @example
 * const events: StoredEvent[] = await outbox.take('1234567890', 1_000, 30_000);
 */
export interface StoredEvent extends OutboxEvent {
  /** The id of the event in this outbox. */
  id: string;
  /** When the event was stored, in milliseconds since 1970. */
  storedAt: number;
  /** How many times the event was sent without being confirmed. */
  attempts: number;
  /** When the event was first sent, in milliseconds since 1970; undefined if never. */
  firstTriedAt?: number | undefined;
  /** How often Graph has refused the event itself; undefined if never. */
  refusals?: number | undefined;
  /** Why Graph last refused the event. */
  refusal?: FailureReason | undefined;
}

/**
 * Why an event could not be sent. Dead letters and quarantined events have such a reason.
 *
 * @example
 * await outbox.setAside([event.id], { reason: 'Invalid parameter', code: 100, subcode: 2804003 });
 */
export interface FailureReason {
  /** A sentence for a person. */
  reason: string;
  /** Meta's error code, if Meta refused the event. */
  code?: number | undefined;
  /** Meta's error subcode. */
  subcode?: number | undefined;
  /** Meta's trace id (`fbtrace_id`), by which its support finds the request. */
  traceId?: string | undefined;
  /** When the event was last sent, in milliseconds since 1970; undefined if never. */
  lastTriedAt?: number | undefined;
}

/**
 * Result of storing an event. It is a `duplicate` if the same event is pending or was sent recently.
 *
 * @example
 * const [result]: PutResult[] = await outbox.put([event]);
 */
export type PutResult = 'accepted' | 'duplicate';
