import { toFingerprint } from '../fingerprint.js';
import { parseQueueName, selectQueueName } from '../lanes.js';
import type { OutboxQueue, QueuedEvent, StoredEvent } from '../outbox.js';
import { parseStoredEvent, type QueueKey, selectTable, type Tables, toQueueRow, toRowId } from './schema.js';
import type { LmdbStore } from './store.js';

/** An event and the key of its row. */
interface Entry {
  key: QueueKey;
  event: StoredEvent;
}

/** Creates the access to a store's pending and quarantined events. */
export function createLmdbQueue(store: LmdbStore): OutboxQueue {
  const { tables, known, now, waiters } = store;

  return {
    async list(limit) {
      store.checkOpen();
      const events: QueuedEvent[] = [];
      for (const { key, event } of readEntries(tables)) {
        if (events.length >= limit) break;
        events.push({ ...event, lane: parseQueueName(key[0]).lane, dueAt: store.clock.toSystem(key[1]) });
      }
      return events;
    },
    drop: (ids) =>
      store.change(() => {
        const removed = removeEntries(tables, ids);
        known.logForgotten(removed.map(({ event }) => toFingerprint(event)));
        return removed.length;
      }),
    async replay(ids) {
      const names = await store.change(() =>
        removeEntries(tables, ids).map(({ key: [, , sequence, writer], event }) => {
          const { refusals, refusal, ...unrefused } = event;
          const name = selectQueueName(event);
          void tables.queue.put([name, now(), sequence, writer], toQueueRow({ ...unrefused, attempts: 0 }));
          return name;
        }),
      );
      waiters.wake(names);
      return names.length;
    },
  };
}

function* readEntries({ quarantine, queue }: Tables): Generator<Entry> {
  for (const table of [quarantine, queue]) {
    for (const { key, value } of table.getRange()) {
      const event = parseStoredEvent(key, value);
      if (event) yield { key, event };
    }
  }
}

/** Within a transaction: removes the events with these ids; without ids, all quarantined events. */
function removeEntries(tables: Tables, ids: readonly string[] | undefined): Entry[] {
  const wanted = ids && new Set(ids);
  const removed: Entry[] = [];
  for (const entry of readEntries(tables)) {
    if (removed.length === wanted?.size) break;
    const isWanted = wanted?.has(toRowId(entry.key)) ?? parseQueueName(entry.key[0]).lane === 'quarantine';
    if (isWanted) removed.push(entry);
    else if (!wanted) break;
  }
  for (const { key } of removed) void selectTable(tables, key).remove(key);
  return removed;
}
