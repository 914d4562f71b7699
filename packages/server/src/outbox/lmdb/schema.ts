import type { Database, RootDatabase } from 'lmdb';
import { toFingerprint } from '../fingerprint.js';
import type { Hold, HoldEnd } from '../held-events.js';
import { parseQueueName } from '../lanes.js';
import type { DeadLetter, FailureReason, OutboxEvent, Pause, StoredEvent } from '../outbox.js';

/**
 * Key of an event: the order of the keys is the order of sending. `name` is the name of the pixel's lane; `writer`
 * tells processes apart.
 */
export type QueueKey = [name: string, due: number, sequence: number, writer: number];

export type QueueRow = [
  name: string,
  eventId: string,
  expiresAt: number,
  storedAt: number,
  attempts: number,
  /** 0 for never. */
  firstTriedAt: number,
  json: string,
  /** The first version did not write this field and the next ones. A missing source is `page`. */
  source?: OutboxEvent['source'],
  refusals?: number,
  /** Null if there is none but a later field follows. */
  refusal?: FailureReason | null,
  testEventCode?: string | undefined,
  /** Fingerprint of the event, so that it need not be computed again. */
  fingerprint?: string,
];

export type DeadLetterKey = [setAsideAt: number, sequence: number, writer: number];

/** Day on which a hold ended, in days since 1970, and the key of the hold. */
export type EndedHoldKey = [day: number] | [day: number, key: string];

/** When an event was last accepted or sent, and its source. */
export type AcceptedRow = [time: number, source: OutboxEvent['source']];

export type LeaseKey = [name: string, writer: number, number: number];

/** Events of lanes, each in the order of sending. */
export type QueueTable = Database<QueueRow, QueueKey>;

/**
 * The tables of a store. Keys and rows are arrays on disk only: functions such as `parseStoredEvent` turn them into
 * objects. An accepted event is one row in one table, because each additional page would have to be synced too.
 */
export interface Tables {
  root: RootDatabase;
  meta: Database<number, string>;
  queue: QueueTable;
  /** The lane `quarantine` of each pixel, in a table of its own so that its rows can be counted at once. */
  quarantine: QueueTable;
  /** The rows of the queue that a process has taken, and until when nobody else may. */
  leases: Database<[until: number, keys: QueueKey[]], LeaseKey>;
  /**
   * The sent events in order, one row for each batch: the time, the concatenated fingerprints and, for events of server
   * code, the source. The key is the number of the last event.
   */
  sent: Database<[time: number, fingerprints: string, source?: 'server'], number>;
  /** The events that are known durably, by fingerprint. */
  accepted: Database<AcceptedRow, string>;
  deadLetters: Database<DeadLetter, DeadLetterKey>;
  /** The holds, by their keys. */
  held: Database<Hold, string>;
  /** How holds have ended. */
  endedHolds: Database<HoldEnd, EndedHoldKey>;
  /** The pauses by pixel and cause. */
  pauses: Database<Pause, string>;
  /** When visitors have withdrawn consent, by their hash. */
  withdrawals: Database<number, string>;
}

/** Names of the tables in the file; they stay as the first version wrote them. */
export const tableNames = {
  meta: 'meta',
  queue: 'queue',
  quarantine: 'quarantine',
  leases: 'leases',
  sent: 'sent',
  accepted: 'accepted',
  deadLetters: 'dead',
  held: 'held',
  endedHolds: 'settled',
  pauses: 'holds',
  withdrawals: 'withdrawn',
} satisfies Record<Exclude<keyof Tables, 'root'>, string>;

/** Key in `meta` of a row that is written to test the disk. */
export const probeKey = 'probe';

/** Key of the schema's version in `meta`; it stays as the first version wrote it. */
export const schemaKey = 'layout';

/**
 * The schema that this version writes. Schema 2 has lanes, which a version for schema 1 would not send; schema 3 has
 * lanes for purchases. Events that an earlier version has stored are sent from the lanes in which they are.
 */
export const schemaVersion = 3;

/** Returns the table in which the events of a lane are. */
export const selectTable = (tables: Tables, [name]: QueueKey): QueueTable =>
  name.endsWith('-quarantine') ? tables.quarantine : tables.queue;

/** Returns the number of rows of a table, without reading them. */
export const countRows = (table: { getStats(): object }): number =>
  (table.getStats() as { entryCount: number }).entryCount;

interface TableStats {
  pageSize: number;
  treeBranchPageCount: number;
  treeLeafPageCount: number;
  overflowPages: number;
}

/** Returns the bytes of the pages that a table uses. */
export function readTableBytes(table: { getStats(): object }): number {
  const { pageSize, treeBranchPageCount, treeLeafPageCount, overflowPages } = table.getStats() as TableStats;
  return pageSize * (treeBranchPageCount + treeLeafPageCount + overflowPages);
}

/** Returns the id of a row, which its event keeps in whichever table it is. */
export const toRowId = ([, , sequence, writer]: QueueKey): string => `${sequence}.${writer}`;

/** Returns the event of a row; undefined for a row that is damaged. */
export function parseStoredEvent(key: QueueKey, row: QueueRow | undefined): StoredEvent | undefined {
  if (!Array.isArray(key) || typeof key[0] !== 'string' || !isQueueRow(row)) return undefined;
  const [name, eventId, expiresAt, storedAt, attempts, firstTriedAt, json, source = 'page', ...rest] = row;
  const [refusals, refusal, testEventCode] = rest;
  const { pixelId } = parseQueueName(key[0]);
  const event: StoredEvent = {
    id: toRowId(key),
    pixelId,
    name,
    eventId,
    source,
    expiresAt,
    storedAt,
    json,
    attempts,
  };
  if (firstTriedAt > 0) event.firstTriedAt = firstTriedAt;
  if (refusals) Object.assign(event, { refusals, refusal });
  if (testEventCode !== undefined) event.testEventCode = testEventCode;
  return event;
}

export const isQueueRow = (row: unknown): row is QueueRow =>
  Array.isArray(row) &&
  typeof row[0] === 'string' &&
  typeof row[1] === 'string' &&
  typeof row[2] === 'number' &&
  typeof row[3] === 'number' &&
  typeof row[4] === 'number' &&
  typeof row[5] === 'number' &&
  typeof row[6] === 'string';

export const isHold = (row: unknown): row is Hold => {
  const { id, heldAt, until, events } = (row ?? {}) as Record<string, unknown>;
  return typeof id === 'string' && typeof heldAt === 'number' && typeof until === 'number' && Array.isArray(events);
};

/** Returns a dead letter. For a damaged row it is one that says so, and that is never sent. */
export function parseDeadLetter(key: DeadLetterKey, row: DeadLetter | undefined): DeadLetter {
  if (isDeadLetter(row)) return row;
  const [setAsideAt, sequence, writer] = key;
  return createUnreadable('', toRowId(['', 0, sequence, writer]), setAsideAt, 'This dead letter cannot be read.');
}

export const isDeadLetter = (row: unknown): row is DeadLetter => {
  const { id, pixelId, name, eventId, json, reason } = (row ?? {}) as Record<string, unknown>;
  return [id, pixelId, name, eventId, json, reason].every((field) => typeof field === 'string');
};

/**
 * Creates the dead letter of a row that cannot be read. It has expired, so that it is set aside again if it is
 * replayed.
 */
export const createUnreadable = (pixelId: string, id: string, setAsideAt: number, reason: string): DeadLetter => ({
  id,
  pixelId,
  name: '',
  eventId: id,
  source: 'page',
  expiresAt: 0,
  json: '{}',
  storedAt: setAsideAt,
  attempts: 0,
  setAsideAt,
  reason,
});

export const toQueueRow = (event: Omit<StoredEvent, 'id'>, fingerprint = toFingerprint(event)): QueueRow => {
  const { name, eventId, expiresAt, storedAt, attempts, firstTriedAt = 0, json, source } = event;
  const { refusals = 0, refusal = null, testEventCode } = event;
  const history = [source, refusals, refusal, testEventCode, fingerprint] as const;
  return [name, eventId, expiresAt, storedAt, attempts, firstTriedAt, json, ...history];
};

/** Returns the row of an event that has never been sent. */
export const toNewRow = (event: OutboxEvent, storedAt: number, fingerprint: string): QueueRow => {
  const { name, eventId, expiresAt, json, source = 'page', testEventCode } = event;
  return [name, eventId, expiresAt, storedAt, 0, 0, json, source, 0, null, testEventCode, fingerprint];
};

/** Returns the fingerprint of an event from its row. Rows of earlier versions have none; then it is computed. */
export const readFingerprint = ([queueName]: QueueKey, row: QueueRow): string => {
  const [name, eventId] = row;
  return row[11] ?? toFingerprint({ pixelId: parseQueueName(queueName).pixelId, name, eventId });
};
