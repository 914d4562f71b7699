import { resolve } from 'node:path';
import { fingerprintOf } from '../fingerprint.js';
import { type DeadLetter, type Outbox, OutboxError, type StoredEvent } from '../outbox.js';
import { createDeadLetterTable } from './dead-letters.js';
import { createKnownEvents } from './known-events.js';
import {
  countOf,
  type DeadKey,
  idOf,
  openTables,
  type QueueKey,
  type QueueRow,
  type Tables,
  writeError,
} from './layout.js';
import { createLeases, type LeasedEvent } from './leases.js';
import { createRoomCheck } from './room.js';

/** Where an outbox on disk is, and its bounds. */
export interface LmdbOutboxOptions {
  /** A folder on a local disk; made if there is none. Processes of one host may share it. */
  path: string;
  /** Events that may wait at once; more are refused. Default 5,000,000, about 10 GB. */
  maxPending?: number;
  /** Bytes that must stay free on the disk; with fewer nothing more is accepted. Default 64 MB. */
  reserveBytes?: number;
  /** Dead letters that are kept, and how long; the oldest go first. Default 10,000, 30 days. */
  deadLetters?: { count: number; ms: number };
  /** How long, and for how many events, it is remembered that they were sent. Default 48 hours, 100,000. */
  sentMemory?: { ms: number; count: number };
  now?: () => number;
}

const hour = 3_600_000;

/**
 * An outbox on the local disk, in LMDB: what `put` has answered survives a kill of the process and, as far as the disk
 * keeps its word, a loss of power. Throws `OutboxError` when the folder cannot be used.
 *
 * @example
 * createTwinbeam({ outbox: createLmdbOutbox({ path: '/var/lib/shop/twinbeam', maxPending: 1_000_000 }) });
 */
export function createLmdbOutbox({
  path,
  maxPending = 5_000_000,
  reserveBytes = 64_000_000,
  deadLetters: deadBounds = { count: 10_000, ms: 30 * 24 * hour },
  sentMemory = { ms: 48 * hour, count: 100_000 },
  now = Date.now,
}: LmdbOutboxOptions): Outbox {
  const tables = openTables(path);
  const { root, queue } = tables;
  const dead = createDeadLetterTable(tables, deadBounds, now);
  const known = createKnownEvents(tables, sentMemory, now);
  const writer = Math.floor(Math.random() * 2 ** 31);
  const leases = createLeases(tables, writer, now);
  /** Puts that are not yet on disk, by fingerprint. */
  const writing = new Map<string, Promise<unknown>>();
  const listeners = new Set<(pixelId: string) => void>();
  let sequence = 0;
  let closing: Promise<void> | undefined;

  const checkRoom = createRoomCheck(tables, path, maxPending, reserveBytes);

  const checkOpen = (): void => {
    if (closing) throw new OutboxError('closed', 'The outbox is closed: the kit was closed before this came.');
  };

  /** Runs a change of several tables; resolves when it is on disk. */
  const change = async <Result>(run: () => Result): Promise<Result> => {
    checkOpen();
    try {
      return await root.transaction(run);
    } catch (error) {
      throw await writeError(error, path);
    }
  };

  const announce = (pixelIds: Iterable<string>): void => {
    for (const pixelId of new Set(pixelIds)) for (const listener of listeners) listener(pixelId);
  };

  /** Takes the row of an event out of the queue, if this process still has it. */
  const remove = (id: string): [key: QueueKey, row: QueueRow, fingerprint: string] | undefined => {
    const released = leases.release(id);
    const row = released?.stood ? queue.get(released.key) : undefined;
    if (!released || !row) return undefined;
    void queue.remove(released.key);
    return [released.key, row, released.fingerprint];
  };

  const put: Outbox['put'] = async (given) => {
    checkOpen();
    checkRoom(given.length);
    const time = now();
    const waits: Promise<unknown>[] = [];
    const results = given.map((event) => {
      const fingerprint = fingerprintOf(event);
      if (known.has(fingerprint)) {
        // Its twin may not be on disk yet: then neither is this one.
        waits.push(writing.get(fingerprint) ?? Promise.resolve());
        return 'duplicate' as const;
      }
      known.add(fingerprint);
      const { pixelId, name, eventId, expiresAt, json } = event;
      // Puts of one moment share a commit, off this thread.
      const written = queue.put([pixelId, time, ++sequence, writer], [name, eventId, expiresAt, time, 0, 0, json]).then(
        () => void writing.delete(fingerprint),
        async (error: unknown) => {
          writing.delete(fingerprint);
          known.forget(fingerprint);
          throw await writeError(error, path);
        },
      );
      writing.set(fingerprint, written);
      waits.push(written);
      return 'accepted' as const;
    });
    await withinTime(Promise.all(waits), path);
    announce(given.map(({ pixelId }) => pixelId));
    return results;
  };

  return {
    durable: true,
    // Others may put into the same store; nothing but a look tells.
    pollMs: 250,

    put,
    adopt: put,

    take: (pixelId, max, leaseMs, maxLength = Number.POSITIVE_INFINITY) =>
      change(() => {
        const taken: StoredEvent[] = [];
        const leased = leases.leasedKeys(pixelId);
        const events: LeasedEvent[] = [];
        let length = 0;
        for (const { key, value } of queue.getRange({ start: [pixelId, 0, 0, 0], end: [pixelId, now() + 1, 0, 0] })) {
          if (taken.length >= max) break;
          if (leased.has(idOf(key))) continue;
          const stored = toStored(key, value);
          length += stored.json.length;
          if (length > maxLength && taken.length > 0) break;
          events.push({ key, fingerprint: fingerprintOf(stored) });
          taken.push(stored);
        }
        if (events.length > 0) leases.lease(pixelId, events, leaseMs);
        return taken;
      }),

    extend: (ids, leaseMs) => change(() => leases.extend(ids, leaseMs)),

    confirm: (ids) =>
      change(() => {
        const fingerprints: string[] = [];
        for (const id of ids) {
          const released = leases.release(id);
          if (!released) continue;
          // Meta has it, whosever it is by now.
          void queue.remove(released.key);
          fingerprints.push(released.fingerprint);
        }
        leases.write();
        known.logSent(fingerprints);
      }),

    release: (ids) =>
      change(() => {
        const fingerprints = ids.flatMap((id) => remove(id)?.[2] ?? []);
        leases.write();
        known.logForgotten(fingerprints);
      }),

    postpone: (ids, until, { untried = false } = {}) =>
      change(() => {
        for (const id of ids) {
          if (untried && until <= now()) {
            leases.release(id);
            continue;
          }
          const removed = remove(id);
          if (!removed) continue;
          const [[pixelId, , number, by], row] = removed;
          const [name, eventId, expiresAt, storedAt, attempts, firstTriedAt, json] = row;
          const tried: QueueRow = [name, eventId, expiresAt, storedAt, attempts + 1, firstTriedAt || now(), json];
          void queue.put([pixelId, Math.ceil(until), number, by], untried ? row : tried);
        }
        leases.write();
      }),

    setAside: (ids, reason) =>
      change(() => {
        const setAsideAt = now();
        const fingerprints: string[] = [];
        for (const id of ids) {
          const removed = remove(id);
          if (!removed) continue;
          const [key, row, fingerprint] = removed;
          const stored = toStored(key, row);
          const firstTriedAt = stored.firstTriedAt ?? reason.lastTriedAt;
          const letter: DeadLetter = { ...stored, ...reason, setAsideAt, ...(firstTriedAt && { firstTriedAt }) };
          dead.add([setAsideAt, key[2], key[3]], letter);
          fingerprints.push(fingerprint);
        }
        leases.write();
        known.logForgotten(fingerprints);
        return dead.forget();
      }),

    async nextDue(pixelId) {
      checkOpen();
      const leased = leases.leasedKeys(pixelId);
      // A lease has one time for all of its events.
      const back = Math.min(...new Set(leased.values()));
      for (const key of queue.getKeys({ start: [pixelId, 0, 0, 0] })) {
        if (key[0] !== pixelId) break;
        if (!leased.has(idOf(key))) return Math.min(key[1], back);
      }
      return Number.isFinite(back) ? back : undefined;
    },

    onPut(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    holds: {
      // It asks for the time only, of a store that may be closed by then.
      get: (pixelId) => (closing ? undefined : tables.holds.get(pixelId)),
      set: (pixelId, hold) =>
        change(() => void (hold ? tables.holds.put(pixelId, hold) : tables.holds.remove(pixelId))),
    },

    async pixels() {
      checkOpen();
      return [...firstOfPixels(tables)].map(({ key }) => key[0]);
    },

    async stats() {
      checkOpen();
      let oldest: number | undefined;
      // What follows the first of a pixel was stored later, or put back.
      for (const { value } of firstOfPixels(tables)) oldest = Math.min(oldest ?? value[3], value[3]);
      const engine = { name: 'lmdb', path: resolve(path) };
      return { pending: countOf(queue), oldest, deadLetters: countOf(tables.dead), engine };
    },

    deadLetters: {
      async list() {
        checkOpen();
        return dead.find();
      },
      async show(id) {
        checkOpen();
        return dead.find([id])[0];
      },
      async replay(ids) {
        const letters = await change(() => {
          const removed = dead.remove(ids);
          for (const [[, number, by], { pixelId, name, eventId, expiresAt, storedAt, json }] of removed) {
            void queue.put([pixelId, now(), number, by], [name, eventId, expiresAt, storedAt, 0, 0, json]);
          }
          return removed;
        });
        announce(letters.map(([, { pixelId }]) => pixelId));
        return letters.length;
      },
      drop: (ids) => change(() => dead.remove(ids).length),
      add: (letters) =>
        change(() => {
          const known = new Set(dead.find().map(letterKey));
          for (const letter of letters) {
            if (known.has(letterKey(letter))) continue;
            const key: DeadKey = [letter.setAsideAt, ++sequence, writer];
            dead.add(key, { ...letter, id: idOf([letter.pixelId, ...key]) });
          }
        }),
    },

    close() {
      closing ??= Promise.allSettled(writing.values()).then(() => root.close());
      return closing;
    },
  };
}

/** The first row of each pixel. */
function* firstOfPixels({ queue }: Tables): Generator<{ key: QueueKey; value: QueueRow }> {
  for (let [first] = queue.getRange({ limit: 1 }); first; ) {
    yield first;
    [first] = queue.getRange({ start: [first.key[0], Number.MAX_VALUE, 0, 0], limit: 1 });
  }
}

const letterKey = (letter: DeadLetter): string => `${letter.setAsideAt} ${fingerprintOf(letter)}`;

/** Longer than any disk takes: then another process holds the store, stopped in the middle of a write. */
const putTimeoutMs = 10_000;

async function withinTime(written: Promise<unknown>, path: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const seconds = putTimeoutMs / 1000;
      reject(new OutboxError('unavailable', `The outbox at ${path} did not answer within ${seconds} s.`));
    }, putTimeoutMs);
  });
  try {
    await Promise.race([written, late]);
  } finally {
    clearTimeout(timer);
  }
}

const toStored = (key: QueueKey, row: QueueRow): StoredEvent => {
  const [name, eventId, expiresAt, storedAt, attempts, firstTriedAt, json] = row;
  return {
    id: idOf(key),
    pixelId: key[0],
    name,
    eventId,
    expiresAt,
    storedAt,
    json,
    attempts,
    ...(firstTriedAt > 0 && { firstTriedAt }),
  };
};
