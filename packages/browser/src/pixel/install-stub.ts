import { guard } from '../page/guard.js';
import { readGlobal } from '../page/read-global.js';
import { withoutPrototype } from '../page/without-prototype.js';
import type { Fbq, PixelWindow } from './fbq.js';

/**
 * Installs Meta's stub: https://developers.facebook.com/docs/meta-pixel/get-started. Its calls reach the library, even
 * if another script replaces `fbq`, or its queue, before the library has loaded.
 *
 * @param loadLibrary loads the library, and calls back when it has run
 */
export function installStub(window: PixelWindow, loadLibrary: (onLoad: () => void) => void): Fbq {
  const queue: unknown[][] = [];
  const fbq = ((...call: unknown[]) => {
    if (fbq.callMethod) fbq.callMethod(...call);
    else queue.push(call);
  }) as Fbq;
  // The tracker sends page views, each with an event id, so the Pixel must not send its own.
  const pageViews = { disablePushState: true, allowDuplicatePageViews: true };
  Object.assign(fbq, { push: fbq, loaded: true, version: '2.0', callMethod: undefined, ...pageViews });
  // Integrations of the Pixel in other SDKs assign an empty queue to an `fbq` that they find. Any other list has been made
  // of this one.
  const set = (calls: unknown[][] | undefined) => {
    if (calls?.length) queue.splice(0, queue.length, ...calls);
  };
  Object.defineProperty(fbq, 'queue', withoutPrototype({ get: () => queue, set }));
  window.fbq = fbq;
  if (!readGlobal(window, '_fbq')) window._fbq = fbq;
  loadLibrary(
    guard(() => {
      const { callMethod, getState } = (readGlobal(window, 'fbq') ?? {}) as Partial<Fbq>;
      // The library serves the `fbq` that it finds: a snippet that does not look for another one has replaced ours.
      if (fbq.callMethod || !callMethod) return;
      Object.assign(fbq, { callMethod, getState });
      for (const call of queue.splice(0)) fbq(...call);
    }),
  );
  return fbq;
}
