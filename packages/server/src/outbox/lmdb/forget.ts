import { setImmediate } from 'node:timers/promises';
import type { Database, Key } from 'lmdb';
import { hasMatchKey } from '../has-match-key.js';
import type { Outbox } from '../outbox.js';
import { type DeadLetterKey, isHold, parseDeadLetter, parseStoredEvent, type QueueKey } from './schema.js';
import type { LmdbStore } from './store.js';

/** Rows that are read before others have their turn. */
const pageSize = 500;

/** Held events move to the queue, then to the quarantine, then to the dead letters: this is the order of the look. */
export const createForget =
  (store: LmdbStore): Outbox['forget'] =>
  async (matchKeys) => {
    const { queue, quarantine, held, deadLetters } = store.tables;
    const isWanted = (json: string | undefined): boolean => json !== undefined && hasMatchKey(json, matchKeys);
    const isWantedEvent = (key: QueueKey, row: Parameters<typeof parseStoredEvent>[1]): boolean =>
      isWanted(parseStoredEvent(key, row)?.json);
    return {
      held: await removeRows(
        store,
        held,
        (_key, hold) => isHold(hold) && hold.events.some(({ json }) => isWanted(json)),
      ),
      pending: await removeRows(store, queue, isWantedEvent),
      quarantined: await removeRows(store, quarantine, isWantedEvent),
      deadLetters: await removeRows<Parameters<typeof parseDeadLetter>[1], DeadLetterKey>(
        store,
        deadLetters,
        (key, row) => isWanted(parseDeadLetter(key, row).json),
      ),
    };
  };

/** Removes the rows that are wanted. Returns how many. */
async function removeRows<Row, RowKey extends Key>(
  store: LmdbStore,
  table: Database<Row, RowKey>,
  isWanted: (key: RowKey, row: Row) => boolean,
): Promise<number> {
  let removed = 0;
  for (let start: RowKey | undefined; ; ) {
    store.checkOpen();
    store.tables.root.resetReadTxn();
    const page = [...table.getRange({ limit: pageSize, ...(start !== undefined && { start, exclusiveStart: true }) })];
    const wanted = page.filter(({ key, value }) => isWanted(key, value)).map(({ key }) => key);
    if (wanted.length > 0) {
      removed += await store.change(() => {
        const stored = wanted.filter((key) => table.doesExist(key));
        for (const key of stored) void table.remove(key);
        return stored.length;
      });
    }
    start = page.at(-1)?.key;
    if (page.length < pageSize) return removed;
    await setImmediate();
  }
}
