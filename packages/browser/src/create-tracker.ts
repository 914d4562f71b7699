import { mapMessage } from './mapper.js';
import { startTracker, type Tracker, type TrackerOptions, type TrackerWindow } from './tracker.js';

/**
 * A tracker for pages that are built by a bundler; pages with the script tag have one already.
 *
 * @example
 * const twinbeam = createTracker({ pixels: [{ pixelId: '1234567890' }] });
 * twinbeam.page();
 */
export const createTracker = (
  {
    pixels,
    collectUrl = '/twin/collect',
    pixelLibraryUrl = 'https://connect.facebook.net/en_US/fbevents.js',
    nonce = '',
    settingsHash = '',
  }: TrackerOptions,
  window = globalThis.window as TrackerWindow,
): Tracker =>
  startTracker({ pixels, collectUrl, pixelLibraryUrl, nonce, settingsHash }, window, (use) => use(mapMessage));
