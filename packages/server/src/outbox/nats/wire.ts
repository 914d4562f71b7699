import { fingerprintOf } from '../fingerprint.js';
import type { DeadLetter, OutboxEvent, StoredEvent } from '../outbox.js';

type Key = Pick<OutboxEvent, 'pixelId' | 'name' | 'eventId'>;

/** The names of what stands in the engine, all below the stream's own. */
export const namesOf = (stream: string) => ({
  events: stream,
  dead: `${stream}_DEAD`,
  holds: `${stream}_HOLDS`,
  consumer: (pixelId: string): string => `pixel-${pixelId}`,
  eventSubject: (pixelId: string): string => `${stream}.events.${pixelId}`,
  deadSubjects: `${stream}.dead.*.*`,
  /** One for each event, so that it is found by its name. */
  deadSubject: (event: Key): string => `${stream}.dead.${event.pixelId}.${fingerprintOf(event)}`,
  holdSubject: (pixelId: string): string => `${stream}.holds.${pixelId}`,
});

export type Names = ReturnType<typeof namesOf>;

/** The last part of a subject. */
export const lastToken = (subject: string): string => subject.slice(subject.lastIndexOf('.') + 1);

/** By what the engine knows the same event again. */
export const messageIds = {
  put: (event: Key): string => fingerprintOf(event),
  /** Of an event that came back from the dead letters: accepted once for each letter. */
  revived: (event: Key, letterId: string): string => `${fingerprintOf(event)}.r${letterId}`,
  /** Of one that comes from another outbox: known again when a move is run twice, and not when it is moved back. */
  adopted: (event: StoredEvent): string => `${fingerprintOf(event)}.m${event.storedAt}`,
};

/** What the outbox must know stands in the first line, then comes the event as it is sent. */
const encode = (head: unknown, json: string): string => `${JSON.stringify(head)}\n${json}`;

function decode<Head>(data: Uint8Array): [head: Head, json: string] {
  const text = textOf(data);
  const end = text.indexOf('\n');
  return [JSON.parse(text.slice(0, end)) as Head, text.slice(end + 1)];
}

export const textOf = (data: Uint8Array): string =>
  Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString();

export const encodeEvent = ({ name, eventId, expiresAt, json }: OutboxEvent): string =>
  encode([name, eventId, expiresAt], json);

/** Undefined for what is no event of ours. */
export function decodeEvent(pixelId: string, data: Uint8Array): OutboxEvent | undefined {
  try {
    const [[name, eventId, expiresAt], json] = decode<[unknown, unknown, unknown]>(data);
    return typeof name === 'string' && typeof eventId === 'string' && typeof expiresAt === 'number' && json !== ''
      ? { pixelId, name, eventId, expiresAt, json }
      : undefined;
  } catch {
    return undefined;
  }
}

export const encodeLetter = ({ json, ...letter }: Omit<DeadLetter, 'id'>): string => encode(letter, json);

/** Undefined for what is no letter of ours. */
export function decodeLetter(id: string, data: Uint8Array): DeadLetter | undefined {
  try {
    const [letter, json] = decode<DeadLetter>(data);
    return typeof letter.setAsideAt === 'number' ? { ...letter, json, id } : undefined;
  } catch {
    return undefined;
  }
}
