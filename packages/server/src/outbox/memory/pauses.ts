import type { Pause, Pauses } from '../outbox.js';

/** Creates the pauses of an outbox that no other process sees. */
export function createMemoryPauses(): Pauses {
  const pauses = new Map<string, Pause>();
  return {
    get: (pixelId) => pauses.get(pixelId),
    async set(pixelId, pause) {
      if (pause) pauses.set(pixelId, pause);
      else pauses.delete(pixelId);
    },
  };
}
