import type { Database, Key } from 'lmdb';
import { hasMatchKey } from '../has-match-key.js';
import type { DeadLetter, Outbox } from '../outbox.js';
import { readPages } from './read-pages.js';
import {
  type DeadLetterKey,
  isHold,
  parseDeadLetter,
  parseStoredEvent,
  type QueueKey,
  type QueueRow,
} from './schema.js';
import type { LmdbStore } from './store.js';

/** Goes through the tables in the order in which events move: held, pending, quarantined, dead. */
export const createForget =
  (store: LmdbStore): Outbox['forget'] =>
  async (matchKeys) => {
    const { queue, quarantine, held, deadLetters } = store.tables;
    const isWanted = (json: string | undefined): boolean => json !== undefined && hasMatchKey(json, matchKeys);
    const isWantedEvent = (key: QueueKey, row: QueueRow | undefined): boolean =>
      isWanted(parseStoredEvent(key, row)?.json);
    const isWantedDeadLetter = (key: DeadLetterKey, row: DeadLetter | undefined): boolean =>
      isWanted(parseDeadLetter(key, row).json);
    return {
      held: await removeRows(
        store,
        held,
        (_key, hold) => isHold(hold) && hold.events.some(({ json }) => isWanted(json)),
      ),
      pending: await removeRows(store, queue, isWantedEvent),
      quarantined: await removeRows(store, quarantine, isWantedEvent),
      deadLetters: await removeRows(store, deadLetters, isWantedDeadLetter),
    };
  };

/** Removes the rows that match, and returns how many. */
async function removeRows<Row, RowKey extends Key>(
  store: LmdbStore,
  table: Database<Row, RowKey>,
  isWanted: (key: RowKey, row: Row | undefined) => boolean,
): Promise<number> {
  let removed = 0;
  for await (const page of readPages(store, table)) {
    const wanted = page.filter(({ key, value }) => isWanted(key, value)).map(({ key }) => key);
    if (wanted.length === 0) continue;
    removed += await store.change(() => {
      const stored = wanted.filter((key) => table.doesExist(key));
      for (const key of stored) void table.remove(key);
      return stored.length;
    });
  }
  return removed;
}
