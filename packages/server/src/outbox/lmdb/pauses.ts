import type { Pause, Pauses } from '../outbox.js';
import type { LmdbStore } from './store.js';

/** Creates the pauses of a store, which its processes share. */
export const createPauses = ({ tables, change, isOpen, clock }: LmdbStore): Pauses => ({
  // A dispatcher that is stopping may ask when the store is closed already.
  get: (pixelId) => (isOpen() ? movePause(tables.pauses.get(pixelId), clock.toSystem) : undefined),
  set(pixelId, pause) {
    const stored = movePause(pause, clock.fromSystem);
    return change(() => void (stored ? tables.pauses.put(pixelId, stored) : tables.pauses.remove(pixelId)));
  },
});

const movePause = (pause: Pause | undefined, move: (time: number) => number): Pause | undefined =>
  pause && { ...pause, until: move(pause.until) };
