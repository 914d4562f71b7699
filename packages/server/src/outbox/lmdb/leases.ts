import { idOf, type QueueKey, type Tables } from './layout.js';

/** Who is sending what. All but `leasedKeys` run within a transaction. */
export interface Leases {
  /** The ids of a pixel's events that somebody is sending, with the time when each comes back. */
  leasedKeys(pixelId: string): Map<string, number>;
  lease(pixelId: string, events: LeasedEvent[], leaseMs: number): void;
  /** Answers which of the events are still this process's. */
  extend(ids: readonly string[], leaseMs: number): string[];
  /** Ends the lease of an event that this process has taken; `write` makes it known. */
  release(id: string): ReleasedEvent | undefined;
  write(): void;
}

/** An event as it was taken: where it stands, and by what a copy of it is recognised. */
export interface LeasedEvent {
  key: QueueKey;
  fingerprint: string;
}

export interface ReleasedEvent extends LeasedEvent {
  /** Whether the lease still stood; if not, the event may be somebody else's by now. */
  stood: boolean;
}

type LeaseKey = [pixelId: string, writer: number, number: number];

/** One lease of this process: what of it is left, by id. */
interface Lease {
  key: LeaseKey;
  events: Map<string, LeasedEvent>;
}

/** A lease that claims more was written by a clock that was wrong. */
const longestLeaseMs = 3_600_000;

/**
 * Leases stand in rows of their own, one a batch, so that taking a thousand events writes one row and moves none. A
 * lease that has run out is dropped by whoever sees it: recovery from a crash is nothing special.
 */
export function createLeases({ leases }: Tables, writer: number, now: () => number): Leases {
  const held = new Map<string, Lease>();
  /** The leases that a transaction has changed, and until when they stand: looked up once, not for each event. */
  const changed = new Map<Lease, number>();
  let number = 0;

  const isStanding = (until: number): boolean => until > now() && until <= now() + longestLeaseMs;
  const untilOf = (lease: Lease): number => leases.get(lease.key)?.[0] ?? 0;
  const rowOf = (lease: Lease, until: number): [number, QueueKey[]] => [
    until,
    [...lease.events.values()].map(({ key }) => key),
  ];

  return {
    leasedKeys(pixelId) {
      const ids = new Map<string, number>();
      for (const { key, value } of leases.getRange({ start: [pixelId, 0, 0] })) {
        if (key[0] !== pixelId) break;
        const [until, keys] = value;
        if (isStanding(until)) for (const leased of keys) ids.set(idOf(leased), until);
      }
      return ids;
    },

    lease(pixelId, events, leaseMs) {
      for (const { key, value } of leases.getRange({ start: [pixelId, 0, 0] })) {
        if (key[0] !== pixelId) break;
        if (!isStanding(value[0])) void leases.remove(key);
      }
      const byId = new Map(events.map((event) => [idOf(event.key), event]));
      const lease: Lease = { key: [pixelId, writer, ++number], events: byId };
      void leases.put(lease.key, rowOf(lease, now() + leaseMs));
      for (const id of byId.keys()) held.set(id, lease);
    },

    extend(ids, leaseMs) {
      const standing = new Set<Lease>();
      for (const lease of new Set(ids.map((id) => held.get(id)))) {
        if (!lease || !isStanding(untilOf(lease))) continue;
        void leases.put(lease.key, rowOf(lease, now() + leaseMs));
        standing.add(lease);
      }
      return ids.filter((id) => standing.has(held.get(id) as Lease));
    },

    release(id) {
      const lease = held.get(id);
      const event = lease?.events.get(id);
      if (!lease || !event) return undefined;
      held.delete(id);
      lease.events.delete(id);
      const until = changed.get(lease) ?? untilOf(lease);
      changed.set(lease, until);
      return { ...event, stood: isStanding(until) };
    },

    write() {
      for (const [lease, until] of changed) {
        if (lease.events.size > 0 && isStanding(until)) void leases.put(lease.key, rowOf(lease, until));
        else if (until > 0) void leases.remove(lease.key);
      }
      changed.clear();
    },
  };
}
