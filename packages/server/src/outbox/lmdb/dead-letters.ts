import { toFingerprint } from '../fingerprint.js';
import { selectQueueName } from '../lanes.js';
import type { DeadLetters } from '../outbox.js';
import { type DeadLetterKey, toQueueRow, toRowId } from './schema.js';
import type { LmdbStore } from './store.js';

/** Creates the access to a store's dead letters. */
export function createLmdbDeadLetters(store: LmdbStore): DeadLetters {
  const { tables, deadLetters, accepted, now, writer, waiters } = store;
  return {
    async list(limit) {
      store.checkOpen();
      return deadLetters.find('all', limit);
    },
    async show(id) {
      store.checkOpen();
      return deadLetters.find([id])[0];
    },
    async replay(ids) {
      const entries = await store.change(() => {
        const removed = deadLetters.removeSendable(ids ?? 'all');
        for (const { key, deadLetter } of removed) {
          const [, sequence, by] = key;
          const { firstTriedAt, refusals, refusal, source = 'page', ...untried } = deadLetter;
          // From now on a copy is a duplicate again. A copy that was accepted in the meantime stays an event of its
          // own.
          accepted.claim(toFingerprint(deadLetter), { source, name: deadLetter.name });
          const row = toQueueRow({ ...untried, source, attempts: 0 });
          void tables.queue.put([selectQueueName(deadLetter), now(), sequence, by], row);
        }
        return removed;
      });
      waiters.wake(entries.map(({ deadLetter }) => selectQueueName(deadLetter)));
      return entries.length;
    },
    drop: (ids) => store.change(() => deadLetters.remove(ids)),
    dropAll: () => store.change(() => deadLetters.remove('all')),
    async countBefore(time) {
      store.checkOpen();
      return deadLetters.countBefore(time);
    },
    dropBefore: (time) => store.change(() => deadLetters.removeBefore(time)),
    add: (added) =>
      store.change(() => {
        /** Fingerprints of the stored dead letters, by the time when they were set aside, which many of them share. */
        const stored = new Map<number, Set<string>>();
        for (const deadLetter of added) {
          const { pixelId, setAsideAt } = deadLetter;
          const fingerprint = toFingerprint(deadLetter);
          const known = stored.get(setAsideAt) ?? new Set(deadLetters.findAt(setAsideAt).map(toFingerprint));
          stored.set(setAsideAt, known);
          if (known.has(fingerprint)) continue;
          known.add(fingerprint);
          const key: DeadLetterKey = [setAsideAt, store.nextSequence(), writer];
          deadLetters.add(key, { ...deadLetter, id: toRowId([pixelId, ...key]) });
        }
      }),
  };
}
