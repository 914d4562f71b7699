import type { Fbq } from './fbq.js';
import type { Fields } from './fields.js';
import type { PageEvent } from './hit.js';
import type { Pixel, Pixels } from './pixels.js';

/** The methods that send events. */
export interface Tracking {
  /**
   * Sends an event to every pixel without `trackSingleOnly`. A pixel gets one PageView, unless
   * `fbq.allowDuplicatePageViews`.
   */
  track(name: string, data?: Fields, options?: PageEvent['options']): void;
  /** Creates a method that sends an event to one pixel. It sends every PageView. */
  createTrackSingle(
    origin: Record<string, string>,
  ): (pixelId: unknown, name: string, data?: Fields, options?: PageEvent['options']) => void;
  /** Sends a PageView without an id to every pixel without `trackSingleOnly`. */
  trackOwnPageView(): void;
}

/** @param fire sends an event of a pixel */
export function createTracking(fbq: Fbq, pixels: Pixels, fire: (pixel: Pixel, event: PageEvent) => void): Tracking {
  const viewed = new Set<Pixel>();
  const fireAll = (event: PageEvent, allowsDuplicates: boolean) => {
    for (const pixel of pixels.list) {
      const isView = event.name === 'PageView';
      if (pixel.trackSingleOnly || (isView && viewed.has(pixel) && !allowsDuplicates)) continue;
      if (isView) viewed.add(pixel);
      fire(pixel, event);
    }
  };
  return {
    track: (name, data, options) => fireAll({ name, data, options }, fbq.allowDuplicatePageViews === true),
    createTrackSingle: (origin) => (pixelId, name, data, options) => {
      const pixel = pixels.find(String(pixelId));
      if (pixel) fire(pixel, { name, data, options, origin });
      else console.warn(`[sandbox pixel] ${String(pixelId)} was not initialised`);
    },
    trackOwnPageView: () => fireAll({ name: 'PageView' }, true),
  };
}
