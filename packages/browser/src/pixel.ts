import type { PixelCall } from '@twinbeam/shared/core-mapper';
import { addScript } from './add-script.js';
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
}

export type PixelWindow = Window & { fbq?: Fbq; _fbq?: Fbq };

/** Fires one event of the browser's leg. */
export type Pixel = (call: PixelCall, userData: PixelUserData) => void;

/** The Pixel of a window: one that the page has is used and left alone, else Meta's stub and library are put in. */
export function createPixel(window: PixelWindow, libraryUrl: string, nonce: string): Pixel {
  const initialised: string[] = [];
  const fbq = window.fbq ?? install(window, libraryUrl, nonce);
  return ({ method, pixelId, name, data, eventID }, userData) => {
    // Only the first init of a pixel counts, so it waits for the first event and takes what is known by then.
    if (!initialised.includes(pixelId)) {
      initialised.push(pixelId);
      fbq('init', pixelId, userData);
    }
    fbq(method, pixelId, name, data, { eventID });
  };
}

/** https://developers.facebook.com/docs/meta-pixel/get-started */
function install(window: PixelWindow, libraryUrl: string, nonce: string): Fbq {
  const fbq = ((...call: unknown[]) => {
    if (fbq.callMethod) fbq.callMethod(...call);
    else fbq.queue.push(call);
  }) as Fbq;
  // Page views are counted by the tracker, with an id each, not by the Pixel on its own.
  const pageViews = { disablePushState: true, allowDuplicatePageViews: true };
  Object.assign(fbq, { push: fbq, loaded: true, version: '2.0', queue: [], ...pageViews });
  window.fbq = fbq;
  window._fbq ??= fbq;
  addScript(window, libraryUrl, nonce);
  return fbq;
}
