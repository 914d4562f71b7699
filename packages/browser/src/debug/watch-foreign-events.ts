import type { Settings } from '@twinbeam/shared';
import { guard } from '../page/guard.js';
import type { Report } from '../reports.js';
import { type ForeignEvent, parseHit } from './foreign-event.js';

/** Watches the Pixel's hits for events that are not the tracker's. */
export interface ForeignEvents {
  /** Learns the tracker's own events from its reports. */
  handle(report: Report): void;
  /** Returns whether the tracker has sent an event of the same name to the pixel. */
  hasSame(event: ForeignEvent): boolean;
  stop(): void;
}

/**
 * Watches the requests that the page sends to Meta, those before this call included. A request shows that an event has
 * reached the pixel, whichever script, tag or image has sent it, and whatever `trackSingleOnly` has kept back.
 *
 * @param pixels the settings of the tracker's pixels
 * @param knowsAll whether `handle` gets the reports of all of the tracker's events: otherwise an unknown id may be its own
 */
export function watchForeignEvents(
  window: Pick<typeof globalThis, 'PerformanceObserver'>,
  pixels: readonly Settings[],
  knowsAll: boolean,
  onEvent: (event: ForeignEvent) => void,
): ForeignEvents {
  const ownIds = new Set<string>();
  const ownNames = new Set<string>();
  const keys = new Set<string>();
  const toName = ({ pixelId, name }: Pick<ForeignEvent, 'pixelId' | 'name'>) => `${pixelId} ${name}`;
  const read = (url: string) => {
    const hit = parseHit(url);
    if (!hit || !pixels.some(({ pixelId }) => pixelId === hit.pixelId)) return;
    // Without an id it is never ours.
    if (hit.eventId && (!knowsAll || ownIds.has(hit.eventId))) return;
    if (hit.key && keys.has(hit.key)) return;
    if (hit.key) keys.add(hit.key);
    onEvent(hit);
  };
  const observer =
    window.PerformanceObserver &&
    new window.PerformanceObserver((list) => {
      for (const { name } of list.getEntries()) guard(read)(name);
    });
  observer?.observe({ type: 'resource', buffered: true });
  return {
    handle(report) {
      if (report.kind !== 'pixel' || !report.call) return;
      ownIds.add(report.call.eventID);
      ownNames.add(toName(report.call));
    },
    hasSame: (event) => ownNames.has(toName(event)),
    stop: () => observer?.disconnect(),
  };
}
