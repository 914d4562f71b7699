import { toFingerprint } from '../fingerprint.js';
import { selectLane, toQueueName } from '../lanes.js';
import type { DeadLetter, DeadLetters } from '../outbox.js';
import { type DeadLetterKey, toEventId, toQueueRow } from './schema.js';
import type { LmdbStore } from './store.js';

const toKey = (deadLetter: DeadLetter): string => `${deadLetter.setAsideAt} ${toFingerprint(deadLetter)}`;

/** Creates the access to a store's dead letters. */
export function createLmdbDeadLetters(store: LmdbStore): DeadLetters {
  const { tables, deadLetters, now, writer, waiters } = store;

  return {
    async list() {
      store.checkOpen();
      return deadLetters.find();
    },
    async show(id) {
      store.checkOpen();
      return deadLetters.find([id])[0];
    },
    async replay(ids) {
      const entries = await store.change(() => {
        const removed = deadLetters.remove(ids);
        for (const { key, deadLetter } of removed) {
          const [, sequence, by] = key;
          const { firstTriedAt, refusals, refusal, source = 'page', ...untried } = deadLetter;
          const row = toQueueRow({ ...untried, source, attempts: 0 });
          void tables.queue.put([toQueueName(deadLetter.pixelId, selectLane(deadLetter)), now(), sequence, by], row);
        }
        return removed;
      });
      waiters.wake(entries.map(({ deadLetter }) => toQueueName(deadLetter.pixelId, selectLane(deadLetter))));
      return entries.length;
    },
    drop: (ids) => store.change(() => deadLetters.remove(ids).length),
    add: (added) =>
      store.change(() => {
        const known = new Set(deadLetters.find().map(toKey));
        for (const deadLetter of added) {
          if (known.has(toKey(deadLetter))) continue;
          const key: DeadLetterKey = [deadLetter.setAsideAt, store.nextSequence(), writer];
          deadLetters.add(key, { ...deadLetter, id: toEventId([deadLetter.pixelId, ...key]) });
        }
      }),
  };
}
