import type { DataProcessing, PixelCall } from '@twinbeam/shared';
import { guard } from '../guard.js';
import type { PixelUserData } from './pixel-user-data.js';

/** The Pixel's function, before its library has arrived a queue of calls. */
export interface Fbq {
  (...call: unknown[]): void;
  callMethod?: (...call: unknown[]) => void;
  queue: unknown[];
  push: Fbq;
  loaded: boolean;
  version: string;
  disablePushState?: boolean;
  allowDuplicatePageViews?: boolean;
  /** Of the library: what it knows. */
  getState?: () => { pixels?: { id: string }[] };
}

export type PixelWindow = Window & { fbq?: Fbq; _fbq?: Fbq };

/** The browser's leg of a window. */
export interface Pixel {
  /** Fires one event. */
  fire(call: PixelCall, userData: PixelUserData): void;
  /** Tells the Pixel what the visitor has said, when it is news to it. */
  consent(granted: boolean, processing?: DataProcessing): void;
}

/** The Pixel of a window: one that the page has is used and left alone, else Meta's stub and library are put in. */
export function createPixel(window: PixelWindow, loadLibrary: () => void): Pixel {
  const initialised: string[] = [];
  const ours = !window.fbq;
  const fbq = window.fbq ?? install(window, loadLibrary);
  /** Whether the page has it from somebody else already, by the library or in the queue for it. */
  const isKnown = guard(
    (pixelId: string) =>
      fbq.getState?.().pixels?.some(({ id }) => id === pixelId) ||
      Array.from(fbq.queue ?? []).some((call) => `${Array.from(call as unknown[]).slice(0, 2)}` === `init,${pixelId}`),
  );
  let revoked = false;
  let limited: DataProcessing | undefined;
  return {
    fire({ method, pixelId, name, data, eventID }, userData) {
      // Only the first init of a pixel counts, so it waits for the first event and takes what is known by then.
      if (!initialised.includes(pixelId)) {
        initialised.push(pixelId);
        if (!isKnown(pixelId)) fbq('init', pixelId, userData);
      }
      fbq(method, pixelId, name, data, { eventID });
    },
    consent(granted, processing) {
      // Before what was held back goes out.
      if (granted && processing !== limited) {
        const [option, ...where] = processing ?? [];
        fbq('dataProcessingOptions', option ? [option] : [], ...where);
        limited = processing;
      }
      // What waits for a library that has not come yet must not go out when it does.
      if (!granted && ours && !fbq.callMethod) fbq.queue.length = initialised.length = 0;
      if (granted === revoked) {
        fbq('consent', granted ? 'grant' : 'revoke');
        revoked = !granted;
      }
    },
  };
}

/** https://developers.facebook.com/docs/meta-pixel/get-started */
function install(window: PixelWindow, loadLibrary: () => void): Fbq {
  const fbq = ((...call: unknown[]) => {
    if (fbq.callMethod) fbq.callMethod(...call);
    else fbq.queue.push(call);
  }) as Fbq;
  // Page views are counted by the tracker, with an id each, not by the Pixel on its own.
  const pageViews = { disablePushState: true, allowDuplicatePageViews: true };
  Object.assign(fbq, { push: fbq, loaded: true, version: '2.0', queue: [], ...pageViews });
  window.fbq = fbq;
  window._fbq ??= fbq;
  loadLibrary();
  return fbq;
}
