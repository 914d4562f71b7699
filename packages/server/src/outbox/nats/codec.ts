import type { DeadLetter, OutboxEvent } from '../outbox.js';

/** A message in two parts: what the outbox must know is its first line, the event as it is sent is the rest. */
interface Parts<Head> {
  head: Head;
  json: string;
}

const encode = (head: unknown, json: string): string => `${JSON.stringify(head)}\n${json}`;

function decode<Head>(data: Uint8Array): Parts<Head> {
  const text = toText(data);
  const end = text.indexOf('\n');
  return { head: JSON.parse(text.slice(0, end)) as Head, json: text.slice(end + 1) };
}

export const toText = (data: Uint8Array): string =>
  Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString();

export const encodeEvent = ({ name, eventId, expiresAt, json }: OutboxEvent): string =>
  encode([name, eventId, expiresAt], json);

/** Returns undefined for what is not an event of ours. */
export function decodeEvent(pixelId: string, data: Uint8Array): OutboxEvent | undefined {
  try {
    const { head, json } = decode<[unknown, unknown, unknown]>(data);
    const [name, eventId, expiresAt] = head;
    return typeof name === 'string' && typeof eventId === 'string' && typeof expiresAt === 'number' && json !== ''
      ? { pixelId, name, eventId, expiresAt, json }
      : undefined;
  } catch {
    return undefined;
  }
}

export const encodeDeadLetter = ({ json, ...head }: Omit<DeadLetter, 'id'>): string => encode(head, json);

/** Returns undefined for what is not a dead letter of ours. */
export function decodeDeadLetter(id: string, data: Uint8Array): DeadLetter | undefined {
  try {
    const { head, json } = decode<DeadLetter>(data);
    return typeof head.setAsideAt === 'number' ? { ...head, json, id } : undefined;
  } catch {
    return undefined;
  }
}
