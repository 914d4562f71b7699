import { withBeforeSend } from './pixel/before-send.js';
import { toPixelEvent } from './pixel/to-pixel-event.js';
import type { Tracker, TrackerOptions } from './tracker/api.js';
import { type CoreOptions, createTrackerCore, type TrackerWindow } from './tracker/tracker-core.js';

const doNothing = () => undefined;
const inertTracker: Tracker = {
  page: doNothing,
  track: doNothing,
  identify: doNothing,
  reset: doNothing,
  consent: doNothing,
  flush: () => Promise.resolve(),
  ready: doNothing,
  on: doNothing,
  pixels: [],
};

/**
 * Creates a tracker, for pages that are built by a bundler; pages with the script tag already have a tracker. A page
 * may have several. Without a `window`, as in server-side rendering, all calls of the tracker do nothing.
 *
 * @example
 * const twinbeam = createTracker({ pixels: [{ pixelId: '1234567890' }] });
 * twinbeam.page();
 */
export function createTracker(
  { beforeSend, ...options }: TrackerOptions,
  window = globalThis.window as TrackerWindow,
): Tracker {
  if (!window) return inertTracker;
  const { tracker, start, watchPageViews } = createTrackerCore(
    withDefaults(options),
    window,
    beforeSend ? withBeforeSend(toPixelEvent, beforeSend) : toPixelEvent,
  );
  start();
  // So that the page may identify the visitor before the first event.
  queueMicrotask(watchPageViews);
  return tracker;
}

/** Adds the defaults, also for options that are undefined, such as a build's unset variable. */
const withDefaults = ({
  pixels,
  collectUrl = '/twin/collect',
  pixelLibraryUrl = 'https://connect.facebook.net/en_US/fbevents.js',
  pixelLoad = 'now',
  nonce = '',
  consent,
  consentCookie = 'twinbeam_consent',
  gpc = 'deny',
  reportWithdrawal = false,
  pageViews = 'off',
  pageParameters,
  keepUser = 'session',
}: Omit<TrackerOptions, 'beforeSend'>): CoreOptions => ({
  pixels,
  collectUrl,
  pixelLibraryUrl,
  pixelLoad,
  nonce,
  settingsHash: '',
  consent,
  consentCookie,
  gpc,
  reportWithdrawal,
  pageViews,
  pageParameters,
  keepUser,
});
