import { idOf, type QueueKey, type Tables } from './layout.js';

/** Who is sending what. All but `leasedKeys` run within a transaction. */
export interface Leases {
  /** The ids of a pixel's events that somebody is sending, with the time when each comes back. */
  leasedKeys(pixelId: string): Map<string, number>;
  lease(pixelId: string, keys: QueueKey[], leaseMs: number): void;
  extend(ids: readonly string[], leaseMs: number): void;
  /** Ends the lease of an event that this process has taken, and tells where it stands; `write` makes it known. */
  release(id: string): QueueKey | undefined;
  write(): void;
}

type LeaseKey = [pixelId: string, writer: number, number: number];

/** One lease of this process: what of it is left, by id. */
interface Lease {
  key: LeaseKey;
  until: number;
  keys: Map<string, QueueKey>;
}

/**
 * Leases stand in rows of their own, one a batch, so that taking a thousand events writes one row and moves none. A
 * lease that has run out is dropped by whoever sees it: recovery from a crash is nothing special.
 */
export function createLeases({ leases }: Tables, writer: number, now: () => number): Leases {
  const held = new Map<string, Lease>();
  const changed = new Set<Lease>();
  let number = 0;

  return {
    leasedKeys(pixelId) {
      const ids = new Map<string, number>();
      for (const { key, value } of leases.getRange({ start: [pixelId, 0, 0] })) {
        if (key[0] !== pixelId) break;
        const [until, keys] = value;
        if (until > now()) for (const leased of keys) ids.set(idOf(leased), until);
      }
      return ids;
    },

    lease(pixelId, keys, leaseMs) {
      for (const { key, value } of leases.getRange({ start: [pixelId, 0, 0] })) {
        if (key[0] !== pixelId) break;
        if (value[0] <= now()) void leases.remove(key);
      }
      const byId = new Map(keys.map((key) => [idOf(key), key]));
      const lease: Lease = { key: [pixelId, writer, ++number], until: now() + leaseMs, keys: byId };
      void leases.put(lease.key, [lease.until, keys]);
      for (const id of byId.keys()) held.set(id, lease);
    },

    extend(ids, leaseMs) {
      for (const lease of new Set(ids.map((id) => held.get(id)))) {
        if (!lease) continue;
        lease.until = now() + leaseMs;
        void leases.put(lease.key, [lease.until, [...lease.keys.values()]]);
      }
    },

    release(id) {
      const lease = held.get(id);
      const key = lease?.keys.get(id);
      held.delete(id);
      lease?.keys.delete(id);
      if (lease) changed.add(lease);
      return key;
    },

    write() {
      for (const { key, until, keys } of changed) {
        if (keys.size > 0) void leases.put(key, [until, [...keys.values()]]);
        else void leases.remove(key);
      }
      changed.clear();
    },
  };
}
