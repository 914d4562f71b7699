import type { DeadLetter, OutboxEvent, StoredEvent } from '../outbox.js';

/** The two parts of a message: its first line is for the outbox, the rest is the event as it is sent to Meta. */
interface Parts<Head> {
  head: Head;
  json: string;
}

const lineFeed = 10;

const encode = (head: unknown, json: string): string => `${JSON.stringify(head)}\n${json}`;

function decode<Head>(data: Uint8Array): Parts<Head> {
  const text = toText(data);
  const end = text.indexOf('\n');
  return { head: JSON.parse(text.slice(0, end)) as Head, json: text.slice(end + 1) };
}

export const toText = (data: Uint8Array): string =>
  Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString();

/** Returns the length of the JSON in a message, in characters. */
export const readJsonLength = (data: Uint8Array): number => toText(data.subarray(data.indexOf(lineFeed) + 1)).length;

/** History of an event that was moved, and the time when it is due, in milliseconds since 1970. */
export interface EventHistory extends Partial<Pick<StoredEvent, 'storedAt' | 'attempts' | 'firstTriedAt'>> {
  dueAt?: number;
}

type EventDetails = Pick<StoredEvent, 'refusals' | 'refusal' | 'testEventCode'>;

/** Encodes an event. The first version wrote only name, event id and expiry. */
export function encodeEvent(event: OutboxEvent & EventDetails, history?: EventHistory): string {
  const { name, eventId, expiresAt, json, source = 'page', refusals, refusal, testEventCode } = event;
  if (!history && testEventCode === undefined) return encode([name, eventId, expiresAt, source], json);
  const { storedAt, attempts, firstTriedAt, dueAt } = history ?? {};
  const refused = history && { refusals, refusal };
  const details = { storedAt, attempts, firstTriedAt, dueAt, ...refused, testEventCode };
  return encode([name, eventId, expiresAt, source, details], json);
}

/** An event that was decoded from a message. */
export interface DecodedEvent {
  event: OutboxEvent & EventDetails;
  history: EventHistory;
}

type EventHead = [unknown, unknown, unknown, OutboxEvent['source']?, (EventHistory & EventDetails)?];

/** Decodes an event; returns undefined for a message that has none. */
export function decodeEvent(pixelId: string, data: Uint8Array): DecodedEvent | undefined {
  try {
    const { head, json } = decode<EventHead>(data);
    const [name, eventId, expiresAt, source = 'page', details = {}] = head;
    if (typeof name !== 'string' || typeof eventId !== 'string' || typeof expiresAt !== 'number' || json === '') {
      return undefined;
    }
    const { refusals, refusal, testEventCode, ...history } = details;
    const event = { pixelId, name, eventId, source, expiresAt, json };
    const known = { ...(refusals && { refusals, refusal }), ...(testEventCode !== undefined && { testEventCode }) };
    return { event: { ...event, ...known }, history };
  } catch {
    return undefined;
  }
}

export const encodeDeadLetter = ({ json, ...head }: Omit<DeadLetter, 'id'>): string => encode(head, json);

/** Decodes a dead letter; returns undefined for a message that has none. */
export function decodeDeadLetter(id: string, data: Uint8Array): DeadLetter | undefined {
  try {
    const { head, json } = decode<DeadLetter>(data);
    return typeof head.setAsideAt === 'number' ? { ...head, json, id } : undefined;
  } catch {
    return undefined;
  }
}
