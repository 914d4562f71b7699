import type { Tracker, TrackerOptions } from './api.js';
import { createPixelLeg } from './pixel-leg.js';
import { startTracker, type TrackerWindow } from './tracker.js';

/**
 * A tracker for pages that are built by a bundler; pages with the script tag have one already. A page may have several.
 *
 * @example
 * const twinbeam = createTracker({ pixels: [{ pixelId: '1234567890' }] });
 * twinbeam.page();
 */
export function createTracker(options: TrackerOptions, window = globalThis.window as TrackerWindow): Tracker {
  const [tracker, begin, watch] = startTracker(
    {
      collectUrl: '/twin/collect',
      pixelLibraryUrl: 'https://connect.facebook.net/en_US/fbevents.js',
      pixelLoad: 'now',
      nonce: '',
      settingsHash: '',
      consent: undefined,
      consentCookie: 'twinbeam_consent',
      pageViews: 'off',
      keepUser: 'session',
      ...options,
    },
    window,
    (use) => use(createPixelLeg),
  );
  begin();
  // So that who the visitor is may be said before the first event.
  queueMicrotask(watch);
  return tracker;
}
