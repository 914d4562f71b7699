import type { Outbox } from '../outbox.js';
import { removeLeased } from './remove-leased.js';
import { toQueueRow } from './schema.js';
import type { LmdbStore } from './store.js';

export const createPostpone =
  (store: LmdbStore): Outbox['postpone'] =>
  (ids, until, { untried = false } = {}) =>
    store.change(() => {
      const { tables, leases, now } = store;
      for (const id of ids) {
        if (untried && until <= now()) {
          // The row stays where it is, and with it the order.
          leases.release(id);
          continue;
        }
        const removed = removeLeased(store, id);
        if (!removed) continue;
        const { key, event } = removed;
        const [pixelId, , sequence, writer] = key;
        const tried = { ...event, attempts: event.attempts + 1, firstTriedAt: event.firstTriedAt ?? now() };
        void tables.queue.put([pixelId, Math.ceil(until), sequence, writer], toQueueRow(untried ? event : tried));
      }
      leases.write();
    });
