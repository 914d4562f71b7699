import { toQueueName } from '../lanes.js';
import type { Outbox } from '../outbox.js';
import { toPostponed } from '../to-postponed.js';
import { removeLeased } from './remove-leased.js';
import { type QueueKey, selectTable, toQueueRow } from './schema.js';
import type { LmdbStore } from './store.js';

export const createPostpone =
  (store: LmdbStore): Outbox['postpone'] =>
  async (ids, systemUntil, options = {}) => {
    const { tables, leases, now, waiters, clock } = store;
    const until = clock.fromSystem(systemUntil);
    const { untried = false, lane } = options;
    await store.change(() => {
      for (const id of ids) {
        if (untried && !lane && until <= now()) {
          // The row keeps its key, and so its place in the order.
          leases.release(id);
          continue;
        }
        const removed = removeLeased(store, id);
        if (!removed) continue;
        const [name, , sequence, writer] = removed.key;
        const { pixelId } = removed.event;
        const key: QueueKey = [lane ? toQueueName(pixelId, lane) : name, Math.ceil(until), sequence, writer];
        void selectTable(tables, key).put(
          key,
          toQueueRow(toPostponed(removed.event, options, now()), removed.fingerprint),
        );
      }
      leases.write();
    });
    if (lane) waiters.wakeAll();
  };
