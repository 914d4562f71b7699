import type { Pauses } from '../outbox.js';
import type { LmdbStore } from './store.js';

/** Creates the pauses of a store, which its processes share. */
export const createPauses = ({ tables, change, isOpen }: LmdbStore): Pauses => ({
  // A dispatcher that is stopping may ask when the store is closed already.
  get: (pixelId) => (isOpen() ? tables.pauses.get(pixelId) : undefined),
  set: (pixelId, pause) =>
    change(() => void (pause ? tables.pauses.put(pixelId, pause) : tables.pauses.remove(pixelId))),
});
