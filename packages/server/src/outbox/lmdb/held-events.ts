import { toFingerprint } from '../fingerprint.js';
import { type HeldEvents, type Hold, type HoldState, toExpiredDeadLetters, toHoldKey } from '../held-events.js';
import { selectQueueName } from '../lanes.js';
import type { OutboxEvent } from '../outbox.js';
import type { DiskSpace } from './disk-space.js';
import { createEndedHolds } from './ended-holds.js';
import { readPages } from './read-pages.js';
import { isHold, toQueueRow, toRowId } from './schema.js';
import type { LmdbStore } from './store.js';

/** Creates the access to a store's held events. A hold is one row; how it has ended is another row, stored by day. */
export function createLmdbHeldEvents(store: LmdbStore, space: DiskSpace): HeldEvents {
  const { tables, known, accepted, waiters } = store;
  const systemNow = (): number => store.clock.toSystem(store.now());
  const ended = createEndedHolds(tables, store.now);
  /** Puts events into the lanes of server code. Returns their fingerprints. */
  const release = (events: readonly OutboxEvent[]): string[] => {
    const unsent = events.filter((event) => {
      const fingerprint = toFingerprint(event);
      return !known.has(fingerprint, 'server') && accepted.claim(fingerprint, event);
    });
    for (const event of unsent) {
      const storedAt = store.now();
      const key = [toHeldQueue(event), storedAt, store.nextSequence(), store.writer] as const;
      void tables.queue.put([...key], toQueueRow({ ...event, storedAt, attempts: 0 }));
      known.add(toFingerprint(event), 'server');
    }
    return unsent.map(toFingerprint);
  };
  const expire = (hold: Hold): void => {
    for (const deadLetter of toExpiredDeadLetters(hold, systemNow())) {
      const sequence = store.nextSequence();
      const id = toRowId([deadLetter.pixelId, 0, sequence, store.writer]);
      store.deadLetters.add([deadLetter.setAsideAt, sequence, store.writer], { ...deadLetter, id });
    }
  };

  return {
    async add(hold) {
      store.checkOpen();
      const reserved = space.reserve(hold.events);
      try {
        return await store.change(() => {
          const key = toHoldKey(hold.id);
          if (tables.held.doesExist(key) || ended.find(key) === 'confirmed') return 'duplicate';
          ended.remove(key);
          void tables.held.put(key, hold);
          return 'accepted';
        });
      } finally {
        space.finishWrite(reserved);
      }
    },
    async end(id, end) {
      const key = toHoldKey(id);
      let released: string[] = [];
      let queues: string[] = [];
      try {
        return await store.change((): HoldState => {
          const hold = tables.held.get(key);
          if (!isHold(hold)) return { status: ended.find(key) ?? 'unknown', changed: false };
          void tables.held.remove(key);
          ended.add(key, end);
          if (end === 'confirmed') released = release(hold.events);
          if (end === 'expired') expire(hold);
          queues = hold.events.map(toHeldQueue);
          return { status: end, changed: true };
        });
      } catch (error) {
        for (const fingerprint of released) known.remove(fingerprint);
        throw error;
      } finally {
        waiters.wake(queues);
      }
    },
    async *list() {
      for await (const page of readPages(store, tables.held)) {
        for (const { value } of page) if (isHold(value)) yield value;
      }
    },
  };
}

const toHeldQueue = (event: OutboxEvent): string => selectQueueName({ ...event, source: 'server' });
