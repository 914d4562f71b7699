import type { Outbox } from '../outbox.js';
import { toDeadLetter } from '../to-dead-letter.js';
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
        deadLetters.add([setAsideAt, sequence, writer], toDeadLetter(event, reason, setAsideAt));
        fingerprints.push(fingerprint);
      }
      leases.write();
      known.logForgotten(fingerprints);
    });
