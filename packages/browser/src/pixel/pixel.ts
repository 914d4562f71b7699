import type { DataProcessing, PixelCall, Settings } from '@twinbeam/shared';
import { readGlobal } from '../page/read-global.js';
import { toDataProcessingArguments } from './data-processing.js';
import type { Fbq, PixelWindow } from './fbq.js';
import { removeCalls, removeRevokes } from './fbq-queue.js';
import { initialisePixel } from './initialise-pixel.js';
import { installStub } from './install-stub.js';
import { createLibraryWait } from './library-wait.js';
import { isInitialised, replaceUserData } from './pixel-state.js';
import type { PixelUserData } from './to-pixel-user-data.js';
import { isRevokedByPage, readOriginal } from './watch-consent.js';

/** The Pixel of a window. */
export interface Pixel {
  /** Fires an event with the user data of its visitor. */
  fire(call: PixelCall, userData: PixelUserData, settings: Settings): void;
  /** Passes the visitor's decision and Limited Data Use to the Pixel, if they have changed. */
  consent(isGranted: boolean, dataProcessing?: DataProcessing): void;
}

/**
 * Creates the Pixel of a window. An existing `fbq` is used as it is; otherwise Meta's stub is installed and its library
 * loaded.
 *
 * @param loadLibrary loads the library, and calls back when it has run
 */
export function createPixel(window: PixelWindow, loadLibrary: (onLoad: () => void) => void): Pixel {
  /** The user data of each pixel as JSON; undefined for a pixel that the page has initialised: it is not changed. */
  let known: Record<string, string | undefined> = {};
  const current = readGlobal(window, 'fbq') as Fbq | undefined;
  const fbq = current ? readOriginal(current) : installStub(window, loadLibrary);
  // A `revoke` of the page that the script has not seen stays in force: the visitor may have refused there.
  let isRevoked = isRevokedByPage(fbq);
  let currentProcessing: DataProcessing | undefined;
  /** Our own calls in the queue for the library. */
  const queued: unknown[] = [];
  const call = (...args: Parameters<Fbq>) => {
    fbq(...args);
    if (!fbq.callMethod) queued.push(fbq.queue?.[fbq.queue.length - 1]);
  };

  /** Calls that wait for the library, because a pixel's user data can only be changed in its state. */
  const waiting: (() => void)[] = [];
  const runOrWait = createLibraryWait(window, fbq, waiting);
  return {
    fire({ method, pixelId, name, data, eventID }, userData, settings) {
      const json = JSON.stringify(userData);
      if (!(pixelId in known)) {
        const isForeign = isInitialised(fbq, pixelId);
        known[pixelId] = isForeign ? undefined : json;
        if (!isForeign) initialisePixel(call, settings, userData);
      }
      const isKnown = () => (known[pixelId] ?? json) === json;
      runOrWait(() => {
        if (!isKnown()) {
          replaceUserData(fbq, pixelId, userData);
          known[pixelId] = json;
        }
        call(method, pixelId, name, data, { eventID });
      }, isKnown());
    },
    consent(isGranted, dataProcessing) {
      // Set before the events that waited for consent are sent.
      if (isGranted && dataProcessing !== currentProcessing) {
        call('dataProcessingOptions', ...toDataProcessingArguments(dataProcessing));
        currentProcessing = dataProcessing;
      }
      if (!isGranted) waiting.length = 0;
      if (isGranted !== isRevoked) return;
      isRevoked = !isGranted;
      // The library stops at a queued `revoke` and never reaches a `grant` after it.
      if (fbq.callMethod) fbq('consent', isGranted ? 'grant' : 'revoke');
      else if (isGranted) removeRevokes(fbq);
      else {
        // Queued calls must not be sent when the library loads: our own calls and, if the queue is ours, all calls.
        removeCalls(fbq, (each) => queued.includes(each) || !current);
        queued.length = 0;
        known = {};
        currentProcessing = undefined;
        // The page's own queue may have other calls, which this stops. In our queue the library would stop at the
        // `revoke`.
        if (current) fbq('consent', 'revoke');
      }
    },
  };
}
