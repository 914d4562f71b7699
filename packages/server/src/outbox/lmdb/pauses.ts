import type { Pauses } from '../outbox.js';
import { isPauseKey, toPauseKey } from '../pauses.js';
import type { LmdbStore } from './store.js';

/** Creates the pauses of a store, which its processes share. */
export function createPauses({ tables, change, isOpen, clock }: LmdbStore): Pauses {
  const table = tables.pauses;
  const readRows = (pixelId: string) =>
    [...table.getRange({ start: pixelId, end: `${pixelId}.` })].filter(({ key }) => isPauseKey(key, pixelId));
  /** Removes the pause of a cause. An earlier version has written it under the pixel's own key. */
  const remove = (pixelId: string, tokenHash: string | undefined): void => {
    for (const { key, value } of readRows(pixelId)) if (value?.tokenHash === tokenHash) void table.remove(key);
  };
  return {
    list(pixelId) {
      // A dispatcher that is stopping may ask when the store is closed already.
      const rows = isOpen() ? readRows(pixelId) : [];
      return rows.flatMap(({ value }) => (value ? [{ ...value, until: clock.toSystem(value.until) }] : []));
    },
    set: (pixelId, pause) =>
      change(() => {
        remove(pixelId, pause.tokenHash);
        void table.put(toPauseKey(pixelId, pause.tokenHash), { ...pause, until: clock.fromSystem(pause.until) });
      }),
    end: (pixelId, tokenHash) => change(() => remove(pixelId, tokenHash)),
  };
}
