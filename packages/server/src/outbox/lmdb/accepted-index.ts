import { durableMemoryMs, isKnownDurably } from '../is-known-durably.js';
import { isDuplicate } from '../lanes.js';
import type { OutboxEvent } from '../outbox.js';
import type { AcceptedRow, Tables } from './schema.js';

/** The events of server code, and the purchases, that any process has accepted or sent within 48 hours. */
export interface AcceptedIndex {
  /** Returns the source of the accepted event that makes this one a duplicate; undefined when there is none. */
  find(fingerprint: string, event: Pick<OutboxEvent, 'source'>): OutboxEvent['source'] | undefined;
  /** Within a transaction: returns whether an event is new, and notes one that is to be known durably. */
  claim(fingerprint: string, event: Pick<OutboxEvent, 'source' | 'name'>): boolean;
  /** Within a transaction: notes that an event was sent, if it is known here. */
  renew(fingerprint: string): void;
  /** Within a transaction: an event may be accepted again. */
  remove(fingerprint: string): void;
}

/** An event that is sent sooner after its acceptance is not noted again. */
const renewMs = 3_600_000;
/** Rows that each new one has looked at, so that the table stays in proportion to what is younger than 48 hours. */
const sweepCount = 4;

/**
 * Creates the access to the index: a row an event, by its fingerprint. Whoever claims an event does so in the transaction
 * that stores it, and LMDB has one at a time, so that two processes cannot both accept it.
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
