import type { OutboxEvent } from '../outbox.js';
import { type LeaseKey, type QueueKey, type Tables, toRowId } from './schema.js';

/** The leases of all processes on a store. All but `findLeased` run within a transaction. */
export interface Leases {
  /** Finds the leased events of a queue. */
  findLeased(name: string): LeasedEvents;
  lease(name: string, events: LeasedEvent[], leaseMs: number): void;
  /** Renews leases. Returns which of the events are still this process's. */
  extend(ids: readonly string[], leaseMs: number): string[];
  /** Ends the lease of an event that this process has taken. `write` stores the change. */
  release(id: string): ReleasedEvent | undefined;
  write(): void;
}

/** The events of a queue that are leased at a moment. */
export interface LeasedEvents {
  has(id: string): boolean;
  /** When the first of the leases runs out; infinite if there is none. */
  until: number;
}

/** A leased event: the key of its row, and the fields by which a copy of it is recognised. */
export interface LeasedEvent {
  id: string;
  key: QueueKey;
  fingerprint: string;
  source: OutboxEvent['source'];
  isDurable: boolean;
}

export interface ReleasedEvent {
  event: LeasedEvent;
  /** Whether the lease had expired: then another process may have the event by now. */
  isExpired: boolean;
}

/** One lease of this process, with those of its events that are still leased, by id. */
interface Lease {
  key: LeaseKey;
  events: Map<string, LeasedEvent>;
}

/** A longer lease was written by a clock that was wrong. */
const longestLeaseMs = 3_600_000;

/**
 * Creates the leases of a process. A lease is one row for a whole batch, so that taking a thousand events writes one
 * row and moves none. Any process removes expired leases that it finds.
 */
export function createLeases({ leases }: Tables, writer: number, now: () => number): Leases {
  const ownLeases = new Map<string, Lease>();
  /** The leases of this process that are stored as they were taken, by number, with the time when they run out. */
  const unchanged = new Map<number, { lease: Lease; until: number }>();
  /** The state of the leases that a transaction has changed: it is read once, not for each event. */
  const changed = new Map<Lease, { until: number; isExpired: boolean }>();
  let number = 0;

  const isCurrent = (until: number): boolean => until > now() && until <= now() + longestLeaseMs;
  const readUntil = (lease: Lease): number => leases.get(lease.key)?.[0] ?? 0;
  const readState = (lease: Lease) => {
    const until = readUntil(lease);
    return { until, isExpired: !isCurrent(until) };
  };
  const writeLease = ({ key, events }: Lease, until: number): void => {
    unchanged.delete(key[2]);
    void leases.put(key, [until, [...events.values()].map((event) => event.key)]);
  };
  const removeLease = (key: LeaseKey): void => {
    if (key[1] === writer) unchanged.delete(key[2]);
    void leases.remove(key);
  };
  /** Reads the leases of a queue. Of a lease that this process knows, only the key is read. */
  const readLeases = function* (name: string) {
    for (const key of leases.getKeys({ start: [name, 0, 0] })) {
      if (key[0] !== name) return;
      const own = key[1] === writer ? unchanged.get(key[2]) : undefined;
      const row = own ? undefined : leases.get(key);
      // A damaged lease counts as expired.
      const [until, keys] = Array.isArray(row) ? row : [own?.until ?? 0, []];
      yield { key, until, keys, lease: own?.lease };
    }
  };

  return {
    findLeased(name) {
      const known = new Set<Lease | undefined>();
      const ids = new Set<string>();
      let first = Number.POSITIVE_INFINITY;
      for (const { until, keys, lease } of readLeases(name)) {
        if (!isCurrent(until)) continue;
        first = Math.min(first, until);
        if (lease) known.add(lease);
        for (const key of keys) ids.add(toRowId(key));
      }
      return { has: (id) => known.has(ownLeases.get(id)) || ids.has(id), until: first };
    },

    lease(name, events, leaseMs) {
      for (const { key, until } of readLeases(name)) if (!isCurrent(until)) removeLease(key);
      const byId = new Map(events.map((event) => [event.id, event]));
      const lease: Lease = { key: [name, writer, ++number], events: byId };
      const until = now() + leaseMs;
      writeLease(lease, until);
      unchanged.set(number, { lease, until });
      for (const id of byId.keys()) ownLeases.set(id, lease);
    },

    extend(ids, leaseMs) {
      const extended = new Set<Lease>();
      for (const lease of new Set(ids.map((id) => ownLeases.get(id)))) {
        if (!lease || !isCurrent(readUntil(lease))) continue;
        writeLease(lease, now() + leaseMs);
        extended.add(lease);
      }
      return ids.filter((id) => extended.has(ownLeases.get(id) as Lease));
    },

    release(id) {
      const lease = ownLeases.get(id);
      const event = lease?.events.get(id);
      if (!lease || !event) return undefined;
      ownLeases.delete(id);
      lease.events.delete(id);
      unchanged.delete(lease.key[2]);
      const state = changed.get(lease) ?? readState(lease);
      changed.set(lease, state);
      return { event, isExpired: state.isExpired };
    },

    write() {
      for (const [lease, { until, isExpired }] of changed) {
        if (lease.events.size > 0 && !isExpired) writeLease(lease, until);
        else if (until > 0) removeLease(lease.key);
      }
      changed.clear();
    },
  };
}
