import type { Pause, Pauses } from '../outbox.js';
import type { SteadyClock } from '../steady-clock.js';

/** Creates the pauses of an outbox that no other process shares. */
export function createMemoryPauses({ fromSystem, toSystem }: SteadyClock): Pauses {
  const pauses = new Map<string, Pause>();
  return {
    get(pixelId) {
      const pause = pauses.get(pixelId);
      return pause && { ...pause, until: toSystem(pause.until) };
    },
    async set(pixelId, pause) {
      if (pause) pauses.set(pixelId, { ...pause, until: fromSystem(pause.until) });
      else pauses.delete(pixelId);
    },
  };
}
