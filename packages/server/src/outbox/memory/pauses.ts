import type { Pause, Pauses } from '../outbox.js';
import { isPauseKey, toPauseKey } from '../pauses.js';
import type { SteadyClock } from '../steady-clock.js';

/** Creates the pauses of an outbox that no other process shares. */
export function createMemoryPauses({ fromSystem, toSystem }: SteadyClock): Pauses {
  const pauses = new Map<string, Pause>();
  return {
    list: (pixelId) =>
      [...pauses].flatMap(([key, pause]) =>
        isPauseKey(key, pixelId) ? [{ ...pause, until: toSystem(pause.until) }] : [],
      ),
    async set(pixelId, pause) {
      pauses.set(toPauseKey(pixelId, pause.tokenHash), { ...pause, until: fromSystem(pause.until) });
    },
    end: async (pixelId, tokenHash) => void pauses.delete(toPauseKey(pixelId, tokenHash)),
  };
}
