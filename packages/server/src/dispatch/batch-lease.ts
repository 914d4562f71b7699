import type { Outbox, StoredEvent } from '../outbox/outbox.js';

/** The lease of a batch, renewed while its parts are sent. */
export interface BatchLease {
  /**
   * Renews the lease when half of it has passed, so that the remaining time is longer than a request may take. Returns
   * the events that are still leased.
   */
  keep(events: StoredEvent[]): Promise<StoredEvent[]>;
  /** Notes that events need no lease any more: they were sent or set aside. */
  remove(events: readonly StoredEvent[]): void;
}

/**
 * @param takenAt when the batch was taken, by `readTime`
 * @param readTime a monotonic clock, in milliseconds
 */
export function createBatchLease(
  outbox: Pick<Outbox, 'extend'>,
  events: readonly StoredEvent[],
  leaseMs: number,
  takenAt: number,
  readTime = (): number => performance.now(),
): BatchLease {
  const unfinished = new Set(events.map(({ id }) => id));
  let leasedAt = takenAt;
  return {
    async keep(part) {
      let kept = part;
      // Renews it again if the process or the outbox stood still meanwhile.
      while (kept.length > 0 && readTime() - leasedAt >= leaseMs / 2) {
        leasedAt = readTime();
        const leased = new Set(await outbox.extend([...unfinished], leaseMs));
        kept = kept.filter(({ id }) => leased.has(id));
      }
      return kept;
    },
    remove(finished) {
      for (const { id } of finished) unfinished.delete(id);
    },
  };
}
