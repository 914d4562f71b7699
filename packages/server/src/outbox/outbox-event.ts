/**
 * An event for one pixel, mapped and hashed.
 *
 * @example
 * const json = JSON.stringify(event); // what mapMessage returns
 * const stored: OutboxEvent = { pixelId: '1', name: event.event_name, eventId: event.event_id, source: 'server', expiresAt, json };
 */
export interface OutboxEvent {
  /** Id of the pixel that it is sent to. */
  pixelId: string;
  /** `event_name`. With pixel and event id it identifies the event. */
  name: string;
  /** `event_id`. */
  eventId: string;
  /** Where it comes from: an event of server code beats one of a page with the same name and id. */
  source: 'server' | 'page' | 'sdk';
  /** When Meta stops accepting it, in milliseconds since 1970. */
  expiresAt: number;
  /** The event as JSON, as it is sent. */
  json: string;
  /** Code of Events Manager's test view, with which it is sent instead of with that of the pixel. */
  testEventCode?: string | undefined;
}

/**
 * An event in the outbox.
 *
 * @example
 * const events: StoredEvent[] = await outbox.take('1234567890', 1_000, 30_000);
 */
export interface StoredEvent extends OutboxEvent {
  /** Its id in this outbox. */
  id: string;
  /** When it was stored, in milliseconds since 1970. */
  storedAt: number;
  /** Number of times that it was sent without being confirmed. */
  attempts: number;
  /** When it was first sent, in milliseconds since 1970; undefined for never. */
  firstTriedAt?: number | undefined;
  /** How often Graph refused it by itself; undefined for never. */
  refusals?: number | undefined;
  /** Why Graph refused it the last time. */
  refusal?: FailureReason | undefined;
}

/**
 * Reason for which an event could not be sent: it is a dead letter, or quarantined.
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
  /** When it was last sent, in milliseconds since 1970; undefined for never. */
  lastTriedAt?: number | undefined;
}

/**
 * Result of storing an event: `duplicate` for one that is pending or was sent lately.
 *
 * @example
 * const [result]: PutResult[] = await outbox.put([event]);
 */
export type PutResult = 'accepted' | 'duplicate';
