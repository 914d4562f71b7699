import { toFingerprint } from '../fingerprint.js';
import { isKnownDurably } from '../is-known-durably.js';
import { selectQueueName } from '../lanes.js';
import type { Outbox, OutboxEvent, PutResult } from '../outbox.js';
import type { DiskSpace } from './disk-space.js';
import type { DiskWrites } from './disk-writes.js';
import { toWriteError } from './errors.js';
import { toNewRow } from './schema.js';
import type { LmdbStore } from './store.js';

export function createPut(store: LmdbStore, space: DiskSpace, disk: DiskWrites): Outbox['put'] {
  const { known, accepted, writing } = store;
  return async (events) => {
    store.checkOpen();
    const reserved = space.reserve(events);
    const writes: Promise<void>[] = [];
    const added: NewEvent[] = [];
    const results = events.map((event, index): PutResult => {
      const fingerprint = toFingerprint(event);
      const source = event.source ?? 'page';
      if (known.has(fingerprint, source) || accepted.find(fingerprint, { source })) {
        // The event that it duplicates may not be on disk yet; then the result must wait for that write.
        for (const by of ['server', 'page'] as const) {
          const write = writing.get(toWriteKey(fingerprint, by));
          if (write) writes.push(write);
        }
        return 'duplicate';
      }
      known.add(fingerprint, source);
      const queueName = selectQueueName(event);
      added.push({ event, fingerprint, index, queueName, writeKey: toWriteKey(fingerprint, source) });
      return 'accepted';
    });
    if (added.length > 0) {
      const onKnown = (index: number): void => {
        results[index] = 'duplicate';
      };
      writes.push(writeAdded(store, added, onKnown, () => space.finishWrite(reserved)));
    } else space.finishWrite(reserved);
    await disk.waitFor(writes);
    store.waiters.wake(added.map(({ queueName }) => queueName));
    return results;
  };
}

/** An event that is being written, and the keys by which it is known in the meantime. */
interface NewEvent {
  event: OutboxEvent;
  fingerprint: string;
  queueName: string;
  writeKey: string;
  /** Index among the events of its put. */
  index: number;
}

/** An event of server code may be written while the same event of a page is being written. */
const toWriteKey = (fingerprint: string, source: OutboxEvent['source']): string =>
  source === 'server' ? `server ${fingerprint}` : fingerprint;

/** Resolves when all events are on disk. When it rejects, none of them is. */
function writeAdded(
  store: LmdbStore,
  added: readonly NewEvent[],
  onKnown: (index: number) => void,
  onFinished: () => void,
): Promise<void> {
  const { known, writing, path } = store;
  const finish = (): void => {
    onFinished();
    for (const { writeKey } of added) writing.delete(writeKey);
  };
  const write = putRows(store, added, onKnown).then(finish, async (error: unknown) => {
    finish();
    for (const { fingerprint } of added) known.remove(fingerprint);
    throw await toWriteError(error, path);
  });
  for (const { writeKey } of added) writing.set(writeKey, write);
  return write;
}

/** Puts of the same moment share a commit, which another thread runs. */
function putRows(store: LmdbStore, added: readonly NewEvent[], onKnown: (index: number) => void): Promise<unknown> {
  const { tables, accepted, writer } = store;
  const storedAt = store.now();
  const putRow = ({ event, fingerprint, queueName }: NewEvent): Promise<boolean> =>
    tables.queue.put([queueName, storedAt, store.nextSequence(), writer], toNewRow(event, storedAt, fingerprint));
  if (added.some(({ event }) => isKnownDurably(event))) {
    // Another process may be storing the same event: the first transaction wins.
    return tables.root.transaction(() => {
      for (const one of added) {
        if (accepted.claim(one.fingerprint, one.event)) void putRow(one);
        else onKnown(one.index);
      }
    });
  }
  const [first] = added;
  if (first && added.length === 1) return putRow(first);
  // One transaction. Only its own promise tells when it is on disk.
  return tables.root.batch(() => {
    for (const one of added) putRow(one).catch(() => undefined);
  });
}
