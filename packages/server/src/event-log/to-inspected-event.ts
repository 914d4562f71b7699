import { holdsEmail, toFields } from '@twinbeam/shared';
import { parseJson } from '../base/parse-json.js';
import type { MessageStatus } from '../monitoring/metric-series.js';
import type { EventSource, OutboxEvent, StoredEvent } from '../outbox/outbox.js';
import type { InspectedEvent } from './inspected-event.js';

/** A message with its outcome. */
export interface AcceptedMessage {
  message: unknown;
  /** Name of the message's event, unless the name could be personal. */
  event: string | undefined;
  /** The events made from the message, one for each pixel. */
  events: readonly OutboxEvent[];
  result: Pick<InspectedEvent, 'status' | 'reason' | 'problems'>;
}

/** How a message arrived. */
export interface Arrival {
  source: EventSource;
  /** Set if the events wait for confirmation. */
  holdMs?: number | undefined;
  /** Whether the message belongs to the traced visit. */
  isTraced?: boolean;
}

/** Describes a message, or the event made from it for one pixel. */
export function toInspectedEvent(
  { event: name, result }: AcceptedMessage,
  event: OutboxEvent | undefined,
  { source, holdMs }: Arrival,
): Omit<InspectedEvent, 'id' | 'receivedAt'> {
  const { status, reason, problems } = result;
  const waits = holdMs === undefined ? 'queued' : 'held';
  return {
    source,
    ...(name !== undefined && { event: hideEmail(name) }),
    ...toNames(event),
    status,
    ...(reason !== undefined && { reason }),
    problems,
    matchKeys: event ? readMatchKeys(event.json) : [],
    legs: {
      browser: source === 'page' && pixelStatuses.has(status),
      server: status === 'accepted' && event ? waits : 'none',
    },
  };
}

/** Describes an event that another process accepted, or this one before a restart. */
export const toStoredInspectedEvent = (event: StoredEvent): Omit<InspectedEvent, 'id' | 'receivedAt'> => ({
  source: event.source,
  ...toNames(event),
  status: 'accepted',
  problems: [],
  matchKeys: readMatchKeys(event.json),
  legs: { browser: event.source === 'page', server: 'queued' },
});

/** Statuses of messages that a page sent to the Pixel too; for the others, its script may not have. */
const pixelStatuses: ReadonlySet<MessageStatus> = new Set(['accepted', 'duplicate', 'unavailable']);

const toNames = (event: OutboxEvent | undefined): Pick<InspectedEvent, 'pixelId' | 'name' | 'eventId'> =>
  event ? { pixelId: event.pixelId, name: hideEmail(event.name), eventId: hideEmail(event.eventId) } : {};

/** Hides names and ids that contain an e-mail address: a site may make them from what a visitor typed. */
export const hideEmail = (text: string): string => (holdsEmail(text) ? '(hidden)' : text);

/** Reads the names of the match keys from an event's JSON. */
export const readMatchKeys = (json: string): string[] => Object.keys(toFields(toFields(parseJson(json)).user_data));
