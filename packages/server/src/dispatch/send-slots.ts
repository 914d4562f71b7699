import { type Lane, lanes } from '../outbox/lanes.js';

/** Decides which lanes of a pixel may send at the same time. */
export interface SendSlots {
  /**
   * Resolves when the lane may send. Among waiting lanes, the first one without a request in flight has priority, or
   * else the first. Returns the function that releases the slot.
   */
  acquire(lane: Lane): Promise<() => void>;
}

/**
 * Creates the slots of a pixel.
 *
 * @param readLimit returns how many requests may be in flight now
 */
export function createSendSlots(readLimit: () => number): SendSlots {
  const waiting = new Map<Lane, () => void>();
  const used = new Map<Lane, number>();
  let total = 0;

  const count = (lane: Lane, change: number): void => {
    used.set(lane, (used.get(lane) ?? 0) + change);
    total += change;
  };
  const startWaiting = (): void => {
    while (total < readLimit() && waiting.size > 0) {
      const ready = lanes.filter((lane) => waiting.has(lane));
      const next = ready.find((lane) => !used.get(lane)) ?? ready[0];
      if (next === undefined) return;
      waiting.get(next)?.();
    }
  };

  return {
    acquire: (lane) =>
      new Promise((resolve) => {
        waiting.set(lane, () => {
          waiting.delete(lane);
          count(lane, 1);
          resolve(() => {
            count(lane, -1);
            startWaiting();
          });
        });
        startWaiting();
      }),
  };
}
