import type { Tracker, TrackerOptions } from './api.js';
import { createPixelLeg } from './pixel/pixel-leg.js';
import { startTracker, type TrackerWindow } from './tracker/tracker.js';

const nothing = () => undefined;
const inert: Tracker = {
  page: nothing,
  track: nothing,
  identify: nothing,
  reset: nothing,
  consent: nothing,
  flush: () => Promise.resolve(),
  ready: nothing,
  on: nothing,
};

/**
 * A tracker for pages that are built by a bundler; pages with the script tag have one already. A page may have several.
 * Where there is no page, as on a server that renders, it does nothing.
 *
 * @example
 * const twinbeam = createTracker({ pixels: [{ pixelId: '1234567890' }] });
 * twinbeam.page();
 */
export function createTracker(options: TrackerOptions, window = globalThis.window as TrackerWindow): Tracker {
  if (!window) return inert;
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
