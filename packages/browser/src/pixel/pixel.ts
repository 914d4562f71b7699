import type { DataProcessing, PixelCall, Settings } from '@twinbeam/shared';
import { guard } from '../page/guard.js';
import { readGlobal } from '../page/read-global.js';
import type { Fbq, PixelState, PixelWindow } from './fbq.js';
import { readQueue, removeCalls, removeRevokes } from './fbq-queue.js';
import type { PixelUserData } from './to-pixel-user-data.js';
import { readOriginal } from './watch-consent.js';

/** The Pixel of a window. */
export interface Pixel {
  /** Fires an event with the user data of its visitor. */
  fire(call: PixelCall, userData: PixelUserData, settings: Settings): void;
  /** Tells the Pixel the visitor's decision and Limited Data Use, as far as they have changed. */
  consent(isGranted: boolean, dataProcessing?: DataProcessing): void;
}

/** Milliseconds between looks whether the library has come, and their number. */
const pollMs = 500;
const maxPolls = 60;

/**
 * Creates the Pixel of a window. A `fbq` that the page has is used as it is; otherwise Meta's stub is installed, and its
 * library loaded.
 */
export function createPixel(window: PixelWindow, loadLibrary: () => void): Pixel {
  /** The user data that each pixel has, as JSON; of a pixel that the page itself has initialised it is left alone. */
  let known: Record<string, string | undefined> = {};
  /** Calls that wait for the library, because user data of a pixel can be changed only there. */
  let waiting: (() => void)[] = [];
  let polls = 0;
  const current = readGlobal(window, 'fbq') as Fbq | undefined;
  const fbq = current ? readOriginal(current) : installStub(window, loadLibrary);
  let isRevoked = false;
  let currentProcessing: DataProcessing | undefined;
  /** Calls of ours that wait in the queue for the library. */
  const queued: unknown[] = [];
  const call = (...args: Parameters<Fbq>) => {
    fbq(...args);
    if (!fbq.callMethod) queued.push(fbq.queue?.[fbq.queue.length - 1]);
  };

  const initialise = ({ pixelId, automaticEvents, coexist }: Settings, userData: PixelUserData, json: string) => {
    const isForeign = isInitialised(fbq, pixelId);
    known[pixelId] = isForeign ? undefined : json;
    if (isForeign) return;
    if (automaticEvents !== 'meta') call('set', 'autoConfig', false, pixelId);
    call('init', pixelId, userData);
    // Else page views of the library itself, and `track` of other scripts, would reach this pixel without an id.
    if (!coexist) call('set', 'trackSingleOnly', true, pixelId);
  };
  /** Gives a pixel the user data of another visitor, or of one who is better known now. */
  const changeUserData = (pixelId: string, userData: PixelUserData, json: string) => {
    const pixel = findPixel(fbq, pixelId) as PixelState;
    // Beside them the library has copies in other forms, and what it has read from the page's forms.
    for (const key in pixel) if (/userData/i.test(key)) pixel[key] = key === 'userData' ? userData : {};
    known[pixelId] = json;
  };
  const drain = () => {
    if (!fbq.callMethod && polls++ < maxPolls) {
      window.setTimeout(drain, pollMs);
      return;
    }
    for (const call of waiting.splice(0)) guard(call)();
  };
  return {
    fire({ method, pixelId, name, data, eventID }, userData, settings) {
      const json = JSON.stringify(userData);
      if (!(pixelId in known)) initialise(settings, userData, json);
      const isKnown = () => (known[pixelId] ?? json) === json;
      const fire = () => {
        if (!isKnown()) changeUserData(pixelId, userData, json);
        call(method, pixelId, name, data, { eventID });
      };
      if (fbq.callMethod && waiting[0]) drain();
      if (fbq.callMethod || (isKnown() && !waiting[0])) return fire();
      waiting.push(fire);
      if (!waiting[1]) drain();
    },
    consent(isGranted, dataProcessing) {
      // Before the events that waited for consent.
      if (isGranted && dataProcessing !== currentProcessing) {
        const [option, ...region] = dataProcessing ?? [];
        // The library ignores the call with a state after California, which is 1000. With zeros Meta finds the state out.
        call('dataProcessingOptions', option ? [option] : [], ...((region[1] as number) > 1000 ? [0, 0] : region));
        currentProcessing = dataProcessing;
      }
      if (!isGranted) waiting = [];
      if (isGranted !== isRevoked) return;
      isRevoked = !isGranted;
      // The library stops at a queued `revoke` and never reaches a `grant` behind it.
      if (fbq.callMethod) fbq('consent', isGranted ? 'grant' : 'revoke');
      else if (isGranted) removeRevokes(fbq);
      else {
        // What waits for the library must not be sent when it loads: our calls and, in a queue of ours, all.
        removeCalls(fbq, (each) => queued.includes(each) || !current);
        queued.length = 0;
        known = {};
        currentProcessing = undefined;
        // In the page's own queue other calls may wait. The library would stop at a `revoke` in ours.
        if (current) fbq('consent', 'revoke');
      }
    },
  };
}

/** Finds a pixel in the state of the library. */
const findPixel = (fbq: Fbq, pixelId: string) => fbq.getState?.().pixels?.filter(({ id }) => id === pixelId)[0];

/** Returns whether the page itself has initialised a pixel: in the library, or in the queue for it. */
const isInitialised = guard(
  (fbq: Fbq, pixelId: string) =>
    findPixel(fbq, pixelId) || readQueue(fbq).some(([method, id]) => method === 'init' && `${id}` === pixelId),
);

/** Installs Meta's stub: https://developers.facebook.com/docs/meta-pixel/get-started */
function installStub(window: PixelWindow, loadLibrary: () => void): Fbq {
  const fbq = ((...call: unknown[]) => {
    if (fbq.callMethod) fbq.callMethod(...call);
    else fbq.queue.push(call);
  }) as Fbq;
  // Page views are sent by the tracker, with an id each, not by the Pixel on its own.
  const pageViews = { disablePushState: true, allowDuplicatePageViews: true };
  Object.assign(fbq, { push: fbq, loaded: true, version: '2.0', queue: [], callMethod: undefined, ...pageViews });
  window.fbq = fbq;
  if (!readGlobal(window, '_fbq')) window._fbq = fbq;
  loadLibrary();
  return fbq;
}
