import type { Database, RootDatabase } from 'lmdb';
import type { DeadLetter, Pause, StoredEvent } from '../outbox.js';

/** Key of a pending event: the order of the keys is the order of sending. `writer` tells processes apart. */
export type QueueKey = [pixelId: string, due: number, sequence: number, writer: number];

export type QueueRow = [
  name: string,
  eventId: string,
  expiresAt: number,
  storedAt: number,
  attempts: number,
  /** 0 for never. */
  firstTriedAt: number,
  json: string,
];

export type DeadLetterKey = [setAsideAt: number, sequence: number, writer: number];

export type LeaseKey = [pixelId: string, writer: number, number: number];

/**
 * The store's tables. Keys and rows are arrays on disk alone: `toStoredEvent` and its like turn them into objects. An
 * accepted event is one row in one table, because every further page would have to be synced too.
 */
export interface Tables {
  root: RootDatabase;
  meta: Database<number, string>;
  queue: Database<QueueRow, QueueKey>;
  /** The rows of the queue that a process has taken, and until when nobody else may. */
  leases: Database<[until: number, keys: QueueKey[]], LeaseKey>;
  /** The sent events, in order: the time and the event's fingerprint. */
  sent: Database<[time: number, fingerprint: string], number>;
  deadLetters: Database<DeadLetter, DeadLetterKey>;
  /** By pixel. */
  pauses: Database<Pause, string>;
}

/** Names of the tables in the file; they stay as the first version wrote them. */
export const tableNames = {
  meta: 'meta',
  queue: 'queue',
  leases: 'leases',
  sent: 'sent',
  deadLetters: 'dead',
  pauses: 'holds',
} satisfies Record<Exclude<keyof Tables, 'root'>, string>;

/** Key of the schema's version in `meta`; it stays as the first version wrote it. */
export const schemaKey = 'layout';

/** The schema that this version writes. */
export const schemaVersion = 1;

/** Steps from each earlier schema to the next, by the version that they start from. There is none yet. */
export const migrations: Record<number, (tables: Tables) => void> = {};

/** Returns the number of rows of a table, without reading them. */
export const countRows = (table: { getStats(): object }): number =>
  (table.getStats() as { entryCount: number }).entryCount;

/** Returns the id of an event, which it keeps wherever it is moved. */
export const toEventId = ([, , sequence, writer]: QueueKey): string => `${sequence}.${writer}`;

export function toStoredEvent(key: QueueKey, row: QueueRow): StoredEvent {
  const [name, eventId, expiresAt, storedAt, attempts, firstTriedAt, json] = row;
  const event = { id: toEventId(key), pixelId: key[0], name, eventId, expiresAt, storedAt, json, attempts };
  return firstTriedAt > 0 ? { ...event, firstTriedAt } : event;
}

export const toQueueRow = (event: Omit<StoredEvent, 'id'>): QueueRow => {
  const { name, eventId, expiresAt, storedAt, attempts, firstTriedAt = 0, json } = event;
  return [name, eventId, expiresAt, storedAt, attempts, firstTriedAt, json];
};
