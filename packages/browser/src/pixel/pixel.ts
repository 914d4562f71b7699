import type { DataProcessing, PixelCall } from '@twinbeam/shared';
import { guard } from '../page/guard.js';
import type { PixelUserData } from './to-pixel-user-data.js';

/** The Pixel's function; before its library has loaded, a queue of calls. */
export interface Fbq {
  (...call: unknown[]): void;
  callMethod?: (...call: unknown[]) => void;
  queue: unknown[];
  push: Fbq;
  loaded: boolean;
  version: string;
  disablePushState?: boolean;
  allowDuplicatePageViews?: boolean;
  /** The library's state. */
  getState?: () => { pixels?: { id: string }[] };
}

export type PixelWindow = Window & { fbq?: Fbq; _fbq?: Fbq };

/** The Pixel of a window. */
export interface Pixel {
  fire(call: PixelCall, userData: PixelUserData): void;
  /** Tells the Pixel the visitor's decision and Limited Data Use, as far as they have changed. */
  consent(isGranted: boolean, dataProcessing?: DataProcessing): void;
}

/**
 * Creates the Pixel of a window. A `fbq` that the page has is used as it is; otherwise Meta's stub is installed, and its
 * library loaded.
 */
export function createPixel(window: PixelWindow, loadLibrary: () => void): Pixel {
  const initialised: string[] = [];
  const isOurs = !window.fbq;
  const fbq = window.fbq ?? installStub(window, loadLibrary);
  let isRevoked = false;
  let currentProcessing: DataProcessing | undefined;
  return {
    fire({ method, pixelId, name, data, eventID }, userData) {
      // Only the first `init` of a pixel counts, so it is made with the first event, with the user data known by then.
      if (!initialised.includes(pixelId)) {
        initialised.push(pixelId);
        if (!isInitialised(fbq, pixelId)) fbq('init', pixelId, userData);
      }
      fbq(method, pixelId, name, data, { eventID });
    },
    consent(isGranted, dataProcessing) {
      // Before the events that waited for consent.
      if (isGranted && dataProcessing !== currentProcessing) {
        const [option, ...region] = dataProcessing ?? [];
        fbq('dataProcessingOptions', option ? [option] : [], ...region);
        currentProcessing = dataProcessing;
      }
      // Calls that wait for the library must not be made when it loads.
      if (!isGranted && isOurs && !fbq.callMethod) fbq.queue.length = initialised.length = 0;
      if (isGranted === isRevoked) {
        fbq('consent', isGranted ? 'grant' : 'revoke');
        isRevoked = !isGranted;
      }
    },
  };
}

/** Tells whether the page itself has initialised a pixel: in the library, or in the queue for it. */
const isInitialised = guard(
  (fbq: Fbq, pixelId: string) =>
    fbq.getState?.().pixels?.some(({ id }) => id === pixelId) ||
    Array.from(fbq.queue ?? []).some((call) => `${Array.from(call as unknown[]).slice(0, 2)}` === `init,${pixelId}`),
);

/** Installs Meta's stub: https://developers.facebook.com/docs/meta-pixel/get-started */
function installStub(window: PixelWindow, loadLibrary: () => void): Fbq {
  const fbq = ((...call: unknown[]) => {
    if (fbq.callMethod) fbq.callMethod(...call);
    else fbq.queue.push(call);
  }) as Fbq;
  // Page views are sent by the tracker, with an id each, not by the Pixel on its own.
  const pageViews = { disablePushState: true, allowDuplicatePageViews: true };
  Object.assign(fbq, { push: fbq, loaded: true, version: '2.0', queue: [], ...pageViews });
  window.fbq = fbq;
  window._fbq ??= fbq;
  loadLibrary();
  return fbq;
}
