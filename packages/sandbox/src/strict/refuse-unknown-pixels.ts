import type { EventStore } from '../events/event-store.js';
import type { StrictOptions } from './strict-options.js';

/** Creates a store that stores hits of pixels that are not accepted as refused requests. */
export function refuseUnknownPixels(store: EventStore, { pixels }: Pick<StrictOptions, 'pixels'>): EventStore {
  if (!pixels) return store;
  return {
    ...store,
    add(arrival, raw) {
      if (pixels.includes(arrival.pixelId)) return store.add(arrival, raw);
      store.refuse({
        source: 'browser',
        pixelId: arrival.pixelId,
        cause: 'pixel',
        reason: `The Pixel sent a hit to the pixel ${arrival.pixelId}, which the sandbox does not know.`,
        fix: 'Send to a pixel of accept.pixels or strict.pixels of createSandbox() (--pixel of the command).',
        eventCount: 1,
        event: { event_name: arrival.event_name, event_id: arrival.event_id },
      });
      return { ...arrival, id: 0, receivedAt: 0, counted: false, reason: 'Refused: unknown pixel.' };
    },
  };
}
