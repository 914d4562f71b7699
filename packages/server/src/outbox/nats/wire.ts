import { fingerprintOf } from '../fingerprint.js';
import type { DeadLetter, OutboxEvent } from '../outbox.js';

/** The names of what stands in the engine, all below the stream's own. */
export const namesOf = (stream: string) => ({
  events: stream,
  dead: `${stream}_DEAD`,
  holds: `${stream}_HOLDS`,
  consumer: (pixelId: string): string => `pixel-${pixelId}`,
  eventSubject: (pixelId: string): string => `${stream}.events.${pixelId}`,
  deadSubjects: `${stream}.dead.*.*`,
  /** One for each event, so that it is found by its name. */
  deadSubject: (event: DeadLetter | OutboxEvent): string => `${stream}.dead.${event.pixelId}.${fingerprintOf(event)}`,
  holdSubject: (pixelId: string): string => `${stream}.holds.${pixelId}`,
});

export type Names = ReturnType<typeof namesOf>;

/** The last part of a subject. */
export const lastToken = (subject: string): string => subject.slice(subject.lastIndexOf('.') + 1);

/** An event as a message: what the outbox must know in the first line, then the event as it is sent. */
export const encodeEvent = ({ name, eventId, expiresAt, json }: OutboxEvent): string =>
  `${JSON.stringify([name, eventId, expiresAt])}\n${json}`;

export function decodeEvent(pixelId: string, data: Uint8Array): OutboxEvent {
  const text = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString();
  const end = text.indexOf('\n');
  const [name, eventId, expiresAt] = JSON.parse(text.slice(0, end)) as [string, string, number];
  return { pixelId, name, eventId, expiresAt, json: text.slice(end + 1) };
}
