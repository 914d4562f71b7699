import { toFingerprint } from '../fingerprint.js';
import { type Lane, selectLane, toQueueName } from '../lanes.js';
import { type Outbox, OutboxError, type OutboxEvent, type PutResult } from '../outbox.js';
import { toWriteError } from './errors.js';
import { toQueueRow } from './schema.js';
import type { LmdbStore } from './store.js';

/** Longer than any disk takes: then another process holds the store, stopped in the middle of a write. */
const timeoutMs = 10_000;

export const createPut =
  (store: LmdbStore, checkDiskSpace: (events: number) => void): Outbox['put'] =>
  async (events) => {
    store.checkOpen();
    checkDiskSpace(events.length);
    const storedAt = store.now();
    const writes: Promise<void>[] = [];
    const results = events.map((event): PutResult => {
      const fingerprint = toFingerprint(event);
      if (store.known.has(fingerprint, event.source)) {
        // Its twin may not be on disk yet: then neither is this one.
        for (const lane of ['server', 'page'] as const) {
          const write = store.writing.get(toWriteKey(fingerprint, lane));
          if (write) writes.push(write);
        }
        return 'duplicate';
      }
      writes.push(writeEvent(store, event, fingerprint, storedAt));
      return 'accepted';
    });
    await waitForDisk(Promise.all(writes), store.path);
    store.waiters.wake(events.map((event) => toQueueName(event.pixelId, selectLane(event))));
    return results;
  };

/** An event of server code may be written while that of a page is. */
const toWriteKey = (fingerprint: string, lane: Lane): string => `${lane} ${fingerprint}`;

function writeEvent(store: LmdbStore, event: OutboxEvent, fingerprint: string, storedAt: number): Promise<void> {
  const { tables, known, writing, writer, path } = store;
  const { pixelId, name, eventId, source = 'page', expiresAt, json, testEventCode } = event;
  const lane = selectLane(event);
  const writeKey = toWriteKey(fingerprint, lane);
  known.add(fingerprint, source);
  const row = toQueueRow({ pixelId, name, eventId, source, expiresAt, json, testEventCode, storedAt, attempts: 0 });
  // Puts of one moment share a commit, off this thread.
  const write = tables.queue.put([toQueueName(pixelId, lane), storedAt, store.nextSequence(), writer], row).then(
    () => void writing.delete(writeKey),
    async (error: unknown) => {
      writing.delete(writeKey);
      known.remove(fingerprint);
      throw await toWriteError(error, path);
    },
  );
  writing.set(writeKey, write);
  return write;
}

async function waitForDisk(written: Promise<unknown>, path: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(
        new OutboxError('unavailable', `The outbox at ${path} did not store events within ${timeoutMs / 1000} s.`),
      );
    }, timeoutMs);
  });
  try {
    await Promise.race([written, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
