import type { Outbox, StoredEvent } from '../outbox/outbox.js';

/** The lease of a batch, which is renewed while its parts are sent. */
export interface BatchLease {
  /** Renews the lease if half of it has passed. Returns which of the events are still leased. */
  keep(events: StoredEvent[]): Promise<StoredEvent[]>;
  /** Notes that events are settled. */
  remove(events: readonly StoredEvent[]): void;
}

/** @param takenAt when the batch was taken, by `performance.now()` */
export function createBatchLease(
  outbox: Outbox,
  events: readonly StoredEvent[],
  leaseMs: number,
  takenAt: number,
): BatchLease {
  const unsettled = new Set(events.map(({ id }) => id));
  let leasedAt = takenAt;
  return {
    async keep(part) {
      if (performance.now() - leasedAt < leaseMs / 2) return part;
      leasedAt = performance.now();
      const leased = new Set(await outbox.extend([...unsettled], leaseMs));
      return part.filter(({ id }) => leased.has(id));
    },
    remove(settled) {
      for (const { id } of settled) unsettled.delete(id);
    },
  };
}
