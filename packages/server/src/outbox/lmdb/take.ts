import { isKnownDurably } from '../is-known-durably.js';
import { toQueueName } from '../lanes.js';
import type { Outbox, StoredEvent } from '../outbox.js';
import { selectTakeSteps, type TakeStep } from '../take-order.js';
import { setAsideDamaged } from './damaged-rows.js';
import { findUnleased } from './find-unleased.js';
import type { LeasedEvent, LeasedEvents } from './leases.js';
import {
  isQueueRow,
  parseStoredEvent,
  type QueueKey,
  type QueueRow,
  type QueueTable,
  readFingerprint,
  selectTable,
  toRowId,
} from './schema.js';
import type { LmdbStore } from './store.js';

export const createTake =
  (store: LmdbStore): Outbox['take'] =>
  (pixelId, max, leaseMs, { lane = 'page', maxLength = Number.POSITIVE_INFINITY } = {}) =>
    store.change(() => {
      const { tables, leases, now } = store;
      const name = toQueueName(pixelId, lane);
      const leased = leases.findLeased(name);
      const table = selectTable(tables, [name, 0, 0, 0]);
      const start = findUnleased(table, name, leased);
      if (!start || max < 1) return [];
      const first = table.get(start);
      // A damaged row is set aside when the oldest rows are taken.
      const expiresAt = isQueueRow(first) ? store.clock.fromSystem(first[2]) : 0;
      const end: QueueKey = [name, now() + 1, 0, 0];
      const batch = createBatch(store, table, leased);
      const limits = { events: max, length: maxLength };
      for (const step of selectTakeSteps(lane, { due: start[1], expiresAt }, limits, now())) {
        batch.add(step.from === 'oldest' ? readOldest(table, start, end) : readNewest(table, end, batch.has), step);
      }
      if (batch.events.length > 0) leases.lease(name, batch.leased, leaseMs);
      return batch.events;
    });

interface Row {
  key: QueueKey;
  value: QueueRow | undefined;
}

const readOldest = (table: QueueTable, start: QueueKey, end: QueueKey): Iterable<Row> => table.getRange({ start, end });

/** Reads from the end of the queue. Leased rows are there too; only their keys are read. */
function* readNewest(table: QueueTable, end: QueueKey, isTaken: (key: QueueKey) => boolean): Generator<Row> {
  for (const key of table.getKeys({ start: end, end: [end[0], 0, 0, 0], reverse: true })) {
    if (!isTaken(key)) yield { key, value: table.get(key) };
  }
}

/** Creates the batch of a take. It is filled within a transaction. */
function createBatch(store: LmdbStore, table: QueueTable, alreadyLeased: LeasedEvents) {
  const { known } = store;
  const events: StoredEvent[] = [];
  const leased: LeasedEvent[] = [];
  const ids = new Set<string>();
  let length = 0;

  const has = (key: QueueKey): boolean => {
    const id = toRowId(key);
    return alreadyLeased.has(id) || ids.has(id);
  };

  return {
    events,
    leased,
    /** Returns whether an event is in this batch, or leased already. */
    has,
    /** Adds rows up to the limits of a step. */
    add(rows: Iterable<Row>, { maxEvents, maxLength, takesLongFirst }: TakeStep): void {
      for (const { key, value } of rows) {
        if (events.length >= maxEvents) return;
        if (has(key)) continue;
        const event = parseStoredEvent(key, value);
        if (!event || !value) {
          setAsideDamaged(store, table, key);
          continue;
        }
        const fingerprint = readFingerprint(key, value);
        if (event.source === 'server') known.add(fingerprint, 'server');
        else if (known.isOfServer(fingerprint)) {
          // A newer event of server code replaces this event.
          void table.remove(key);
          continue;
        }
        const isFirst = takesLongFirst && events.length === 0;
        if (length + event.json.length > maxLength && !isFirst) return;
        length += event.json.length;
        leased.push({ id: event.id, key, fingerprint, source: event.source, isDurable: isKnownDurably(event) });
        events.push(event);
        ids.add(event.id);
      }
    },
  };
}
