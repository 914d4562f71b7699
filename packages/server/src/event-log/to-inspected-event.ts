import { holdsEmail, toFields } from '@twinbeam/shared';
import type { EventSource } from '../accept/map-for-store.js';
import type { SendResult } from '../accept/send-result.js';
import type { OutboxEvent, StoredEvent } from '../outbox/outbox.js';
import { parseJson } from '../parse-json.js';
import type { InspectedEvent } from './inspected-event.js';

/** A message that was accepted, or was not. */
export interface AcceptedMessage {
  message: unknown;
  /** Its name, unless that could be personal. */
  event: string | undefined;
  /** Its events, one for each pixel. */
  events: readonly OutboxEvent[];
  result: SendResult;
}

/** Way by which a message came. */
export interface AcceptedHow {
  source: EventSource;
  /** Set where its events wait to be confirmed. */
  holdMs?: number | undefined;
  /** Whether it is of the visit that is traced. */
  isTraced?: boolean;
}

/** Describes a message, or the event that it became for one pixel. */
export function toInspectedEvent(
  { event: name, result }: AcceptedMessage,
  event: OutboxEvent | undefined,
  { source, holdMs }: AcceptedHow,
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

/** Describes an event that another process has accepted, or this one before it was started again. */
export const toStoredInspectedEvent = (event: StoredEvent): Omit<InspectedEvent, 'id' | 'receivedAt'> => ({
  source: event.source,
  ...toNames(event),
  status: 'accepted',
  problems: [],
  matchKeys: readMatchKeys(event.json),
  legs: { browser: event.source === 'page', server: 'queued' },
});

/** Statuses of messages that a page has sent to the Pixel too; of others its script may not have. */
const pixelStatuses: ReadonlySet<SendResult['status']> = new Set(['accepted', 'duplicate', 'unavailable']);

const toNames = (event: OutboxEvent | undefined): Pick<InspectedEvent, 'pixelId' | 'name' | 'eventId'> =>
  event ? { pixelId: event.pixelId, name: hideEmail(event.name), eventId: hideEmail(event.eventId) } : {};

/** A site may make names and ids of what a visitor has typed. */
export const hideEmail = (text: string): string => (holdsEmail(text) ? '(hidden)' : text);

/** Reads the names of the match keys of an event's JSON. */
export const readMatchKeys = (json: string): string[] => Object.keys(toFields(toFields(parseJson(json)).user_data));
