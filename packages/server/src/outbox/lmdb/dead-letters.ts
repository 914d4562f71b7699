import { toFingerprint } from '../fingerprint.js';
import { selectLane, toQueueName } from '../lanes.js';
import type { DeadLetter, DeadLetters } from '../outbox.js';
import { type DeadLetterKey, toEventId, toQueueRow } from './schema.js';
import type { LmdbStore } from './store.js';

/** Creates the access to a store's dead letters. */
export function createLmdbDeadLetters(store: LmdbStore): DeadLetters {
  const { tables, deadLetters, accepted, now, writer, waiters } = store;
  const isStored = (deadLetter: DeadLetter): boolean =>
    deadLetters.findAt(deadLetter.setAsideAt).some((one) => toFingerprint(one) === toFingerprint(deadLetter));

  return {
    async list(limit) {
      store.checkOpen();
      return deadLetters.find(undefined, limit);
    },
    async show(id) {
      store.checkOpen();
      return deadLetters.find([id])[0];
    },
    async replay(ids) {
      const entries = await store.change(() => {
        const removed = deadLetters.removeSendable(ids);
        for (const { key, deadLetter } of removed) {
          const [, sequence, by] = key;
          const { firstTriedAt, refusals, refusal, source = 'page', ...untried } = deadLetter;
          // A copy is a duplicate again; one that was accepted meanwhile is another event.
          accepted.claim(toFingerprint(deadLetter), { source, name: deadLetter.name });
          const row = toQueueRow({ ...untried, source, attempts: 0 });
          void tables.queue.put([toQueueName(deadLetter.pixelId, selectLane(deadLetter)), now(), sequence, by], row);
        }
        return removed;
      });
      waiters.wake(entries.map(({ deadLetter }) => toQueueName(deadLetter.pixelId, selectLane(deadLetter))));
      return entries.length;
    },
    drop: (ids) => store.change(() => deadLetters.remove(ids)),
    async countBefore(time) {
      store.checkOpen();
      return deadLetters.countBefore(time);
    },
    dropBefore: (time) => store.change(() => deadLetters.removeBefore(time)),
    add: (added) =>
      store.change(() => {
        for (const deadLetter of added) {
          if (isStored(deadLetter)) continue;
          const key: DeadLetterKey = [deadLetter.setAsideAt, store.nextSequence(), writer];
          deadLetters.add(key, { ...deadLetter, id: toEventId([deadLetter.pixelId, ...key]) });
        }
      }),
  };
}
