import { durableMemoryMs, isKnownDurably } from '../is-known-durably.js';
import { isDuplicate } from '../lanes.js';
import type { OutboxEvent } from '../outbox.js';
import type { AcceptedRow, Tables } from './schema.js';

/** The events of server code, and the purchases, that any process has accepted or sent within 48 hours. */
export interface AcceptedIndex {
  /** Returns the source of the accepted event that makes this one a duplicate; undefined when there is none. */
  find(fingerprint: string, event: Pick<OutboxEvent, 'source'>): OutboxEvent['source'] | undefined;
  /** Within a transaction: returns whether an event is new, and records it if it must be known durably. */
  claim(fingerprint: string, event: Pick<OutboxEvent, 'source' | 'name'>): boolean;
  /** Within a transaction: records that an event was sent, if it is in the index. */
  renew(fingerprint: string): void;
  /** Within a transaction: removes an event, so that it may be accepted again. */
  remove(fingerprint: string): void;
}

/** The row of an event that is sent sooner after its acceptance is not renewed. */
const renewMs = 3_600_000;
/**
 * Rows that are checked for their age with each new row, so that the table does not grow far beyond the rows of 48
 * hours.
 */
const sweepCount = 4;

/**
 * Creates the access to the index, which has one row for each event, by its fingerprint. An event is claimed in the
 * transaction that stores it. LMDB runs one write transaction at a time, so two processes cannot both accept the event.
 */
export function createAcceptedIndex({ accepted }: Pick<Tables, 'accepted'>, now: () => number): AcceptedIndex {
  let sweptTo: string | undefined;

  const isCurrent = (row: AcceptedRow | undefined): row is AcceptedRow =>
    Array.isArray(row) && row[0] > now() - durableMemoryMs;
  const find: AcceptedIndex['find'] = (fingerprint, event) => {
    const row = accepted.get(fingerprint);
    return isCurrent(row) && isDuplicate(event, { source: row[1] }) ? row[1] : undefined;
  };
  const sweep = (): void => {
    const range = sweptTo === undefined ? {} : { start: sweptTo, exclusiveStart: true };
    const rows = [...accepted.getRange({ ...range, limit: sweepCount })];
    for (const { key, value } of rows) if (!isCurrent(value)) void accepted.remove(key);
    sweptTo = rows.length < sweepCount ? undefined : rows.at(-1)?.key;
  };

  return {
    find,
    claim(fingerprint, event) {
      if (find(fingerprint, event)) return false;
      if (!isKnownDurably(event)) return true;
      void accepted.put(fingerprint, [now(), event.source]);
      sweep();
      return true;
    },
    renew(fingerprint) {
      const row = accepted.get(fingerprint);
      if (Array.isArray(row) && row[0] < now() - renewMs) void accepted.put(fingerprint, [now(), row[1]]);
    },
    remove: (fingerprint) => void accepted.remove(fingerprint),
  };
}
