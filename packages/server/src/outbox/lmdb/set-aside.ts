import type { DeadLetter, Outbox } from '../outbox.js';
import { removeLeased } from './remove-leased.js';
import type { LmdbStore } from './store.js';

export const createSetAside =
  (store: LmdbStore): Outbox['setAside'] =>
  (ids, reason) =>
    store.change(() => {
      const { deadLetters, leases, known } = store;
      const setAsideAt = store.clock.toSystem(store.now());
      const fingerprints: string[] = [];
      for (const id of ids) {
        const removed = removeLeased(store, id);
        if (!removed) continue;
        const { key, event, fingerprint } = removed;
        const [, , sequence, writer] = key;
        const firstTriedAt = event.firstTriedAt ?? reason.lastTriedAt;
        const deadLetter: DeadLetter = { ...event, ...reason, setAsideAt, ...(firstTriedAt && { firstTriedAt }) };
        deadLetters.add([setAsideAt, sequence, writer], deadLetter);
        fingerprints.push(fingerprint);
      }
      leases.write();
      known.logForgotten(fingerprints);
      return deadLetters.keepBounds();
    });
