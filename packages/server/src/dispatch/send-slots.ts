import { type Lane, lanes } from '../outbox/lanes.js';

/** Decides which lanes of a pixel may send at the same time. */
export interface SendSlots {
  /** Resolves when the lane may send; the first lanes go first. Returns a function that ends that. */
  acquire(lane: Lane): Promise<() => void>;
}

/** @param readLimit how many may send at once, at the moment */
export function createSendSlots(readLimit: () => number): SendSlots {
  const waiting = new Map<Lane, () => void>();
  let used = 0;

  const release = (): void => {
    used--;
    for (const lane of lanes) {
      if (used >= readLimit()) return;
      waiting.get(lane)?.();
    }
  };

  return {
    acquire: (lane) =>
      new Promise((resolve) => {
        const start = (): void => {
          waiting.delete(lane);
          used++;
          resolve(release);
        };
        if (used < readLimit()) start();
        else waiting.set(lane, start);
      }),
  };
}
