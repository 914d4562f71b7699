import type { Outbox } from '../outbox.js';
import type { KnownEvent } from './known-events.js';
import { removeLeased } from './remove-leased.js';
import { selectTable } from './schema.js';
import type { LmdbStore } from './store.js';

export const createConfirm =
  (store: LmdbStore): Outbox['confirm'] =>
  (ids, { moved = false } = {}) =>
    store.change(() => {
      if (moved) store.known.logForgotten(ids.flatMap((id) => removeLeased(store, id)?.fingerprint ?? []));
      else store.known.logSent(removeSent(store, ids));
      store.leases.write();
    });

/** Removes the events that Meta has received, even if their lease has expired. Returns them, to be known as sent. */
function removeSent({ tables, leases }: LmdbStore, ids: readonly string[]): KnownEvent[] {
  const sent: KnownEvent[] = [];
  for (const id of ids) {
    const released = leases.release(id);
    if (!released) continue;
    const { event } = released;
    void selectTable(tables, event.key).remove(event.key);
    sent.push(event);
  }
  return sent;
}
