import { type DeadLetter, type Hold, type Outbox, OutboxError, type OutboxEvent, type StoredEvent } from './outbox.js';

/** Bounds of an outbox in memory. */
export interface MemoryOutboxOptions {
  now?: () => number;
  /** Events that may wait at once; more are refused. */
  maxPending?: number;
  /** Dead letters that are kept, and how long; the oldest go first. Default 1,000, 30 days. */
  deadLetters?: { count: number; ms: number };
  /** How long, and for how many events, it is remembered that they were sent. Meta compares ids for 48 hours. */
  sentMemory?: { ms: number; count: number };
}

interface Entry {
  event: StoredEvent;
  /** When it may be taken, in milliseconds since 1970. */
  due: number;
}

const hour = 3_600_000;

/**
 * An outbox in memory, for tests and short-lived hosts: what has not been sent when the process ends is lost, so close
 * the kit at the end.
 */
export function createMemoryOutbox({
  now = Date.now,
  maxPending = 100_000,
  deadLetters: deadBounds = { count: 1_000, ms: 30 * 24 * hour },
  sentMemory = { ms: 48 * hour, count: 100_000 },
}: MemoryOutboxOptions = {}): Outbox {
  const entries = new Map<string, Entry>();
  /** Ids by pixel, oldest first. */
  const queues = new Map<string, Set<string>>();
  /** Pending events by their key, and sent ones with the time when they were confirmed. */
  const pendingKeys = new Set<string>();
  const sentKeys = new Map<string, number>();
  const dead = new Map<string, DeadLetter>();
  const holds = new Map<string, Hold>();
  const listeners = new Set<(pixelId: string) => void>();
  let sequence = 0;
  let closed = false;

  const keyOf = ({ pixelId, name, eventId }: OutboxEvent): string => JSON.stringify([pixelId, name, eventId]);
  const letterKey = (letter: DeadLetter): string => `${letter.setAsideAt} ${keyOf(letter)}`;

  const wasSent = (key: string): boolean => {
    const sentAt = sentKeys.get(key);
    return sentAt !== undefined && sentAt > now() - sentMemory.ms;
  };

  const add = (event: StoredEvent): void => {
    entries.set(event.id, { event, due: now() });
    pendingKeys.add(keyOf(event));
    const queue = queues.get(event.pixelId) ?? new Set();
    queues.set(event.pixelId, queue.add(event.id));
  };

  const remove = (id: string): StoredEvent | undefined => {
    const event = entries.get(id)?.event;
    if (!event) return undefined;
    entries.delete(id);
    queues.get(event.pixelId)?.delete(id);
    pendingKeys.delete(keyOf(event));
    return event;
  };

  const announce = (pixelIds: Iterable<string>): void => {
    for (const pixelId of new Set(pixelIds)) for (const listener of listeners) listener(pixelId);
  };

  const chosen = (ids: readonly string[] | undefined): DeadLetter[] =>
    [...dead.values()].filter(({ id }) => !ids || ids.includes(id));

  const put: Outbox['put'] = async (events) => {
    if (closed) throw new OutboxError('closed', 'The outbox is closed: the kit was closed before this event came.');
    if (entries.size + events.length > maxPending) {
      throw new OutboxError('full', `The outbox is full: ${maxPending} events wait in memory. Is Meta out of reach?`);
    }
    const results = events.map((event) => {
      const key = keyOf(event);
      if (pendingKeys.has(key) || wasSent(key)) return 'duplicate';
      add({ ...event, id: String(++sequence), storedAt: now(), attempts: 0 });
      return 'accepted';
    });
    announce(events.map(({ pixelId }) => pixelId));
    return results;
  };

  return {
    durable: false,
    put,
    adopt: put,

    async take(pixelId, max, leaseMs, maxLength = Number.POSITIVE_INFINITY) {
      let length = 0;
      const taken: StoredEvent[] = [];
      for (const id of queues.get(pixelId) ?? []) {
        if (taken.length >= max) break;
        const entry = entries.get(id) as Entry;
        if (entry.due > now()) continue;
        length += entry.event.json.length;
        if (length > maxLength && taken.length > 0) break;
        entry.due = now() + leaseMs;
        taken.push({ ...entry.event });
      }
      return taken;
    },

    async extend(ids, leaseMs) {
      return ids.filter((id) => {
        const entry = entries.get(id);
        if (entry) entry.due = now() + leaseMs;
        return entry !== undefined;
      });
    },

    async confirm(ids) {
      for (const id of ids) {
        const event = remove(id);
        if (event) sentKeys.set(keyOf(event), now());
      }
      for (const key of sentKeys.keys()) {
        if (sentKeys.size <= sentMemory.count && wasSent(key)) break;
        sentKeys.delete(key);
      }
    },

    async release(ids) {
      for (const id of ids) remove(id);
    },

    async postpone(ids, until, { untried = false } = {}) {
      for (const id of ids) {
        const entry = entries.get(id);
        if (!entry) continue;
        entry.due = until;
        if (untried) continue;
        entry.event.attempts++;
        entry.event.firstTriedAt ??= now();
      }
    },

    async setAside(ids, reason) {
      for (const id of ids) {
        const event = remove(id);
        if (!event) continue;
        const firstTriedAt = event.firstTriedAt ?? reason.lastTriedAt;
        dead.set(id, { ...event, ...reason, ...(firstTriedAt && { firstTriedAt }), setAsideAt: now() });
      }
      const before = dead.size;
      for (const [id, { setAsideAt }] of dead) {
        if (dead.size <= deadBounds.count && setAsideAt > now() - deadBounds.ms) break;
        dead.delete(id);
      }
      return before - dead.size;
    },

    async nextDue(pixelId) {
      let next: number | undefined;
      for (const id of queues.get(pixelId) ?? []) {
        const { due } = entries.get(id) as Entry;
        if (next === undefined || due < next) next = due;
      }
      return next;
    },

    onPut(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    holds: {
      get: (pixelId) => holds.get(pixelId),
      async set(pixelId, hold) {
        if (hold) holds.set(pixelId, hold);
        else holds.delete(pixelId);
      },
    },

    pixels: async () => [...queues].flatMap(([pixelId, { size }]) => (size > 0 ? [pixelId] : [])),

    async stats() {
      const oldest = entries.values().next().value?.event.storedAt;
      return { pending: entries.size, oldest, deadLetters: dead.size, engine: { name: 'memory' } };
    },

    deadLetters: {
      list: async () => [...dead.values()],
      show: async (id) => dead.get(id),
      async replay(ids) {
        const letters = chosen(ids);
        for (const { id, storedAt, pixelId, name, eventId, expiresAt, json } of letters) {
          dead.delete(id);
          add({ id, storedAt, pixelId, name, eventId, expiresAt, json, attempts: 0 });
        }
        announce(letters.map(({ pixelId }) => pixelId));
        return letters.length;
      },
      async drop(ids) {
        const letters = chosen(ids);
        for (const { id } of letters) dead.delete(id);
        return letters.length;
      },
      async add(letters) {
        const known = new Set([...dead.values()].map(letterKey));
        for (const letter of letters) {
          const id = String(++sequence);
          if (!known.has(letterKey(letter))) dead.set(id, { ...letter, id });
        }
      },
    },

    async close() {
      closed = true;
    },
  };
}
