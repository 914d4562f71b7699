import type { DataProcessing, PixelCall, Settings } from '@twinbeam/shared';
import { guard } from '../page/guard.js';
import { readGlobal } from '../page/read-global.js';
import type { Fbq, PixelState, PixelWindow } from './fbq.js';
import { readQueue, removeCalls, removeRevokes } from './fbq-queue.js';
import { installStub } from './install-stub.js';
import type { PixelUserData } from './to-pixel-user-data.js';
import { isRevokedByPage, readOriginal } from './watch-consent.js';

/** The Pixel of a window. */
export interface Pixel {
  /** Fires an event with the user data of its visitor. */
  fire(call: PixelCall, userData: PixelUserData, settings: Settings): void;
  /** Passes the visitor's decision and Limited Data Use to the Pixel, if they have changed. */
  consent(isGranted: boolean, dataProcessing?: DataProcessing): void;
}

/** Milliseconds between checks whether the library has loaded, and the maximum number of checks. */
const pollMs = 500;
const maxPolls = 60;

/**
 * Creates the Pixel of a window. An existing `fbq` is used as it is; otherwise Meta's stub is installed and its library
 * loaded.
 *
 * @param loadLibrary loads the library, and calls back when it has run
 */
export function createPixel(window: PixelWindow, loadLibrary: (onLoad: () => void) => void): Pixel {
  /** The user data of each pixel as JSON; undefined for a pixel that the page has initialised: it is not changed. */
  let known: Record<string, string | undefined> = {};
  /** Calls that wait for the library, because a pixel's user data can only be changed in its state. */
  let waiting: (() => void)[] = [];
  let polls = 0;
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

  const initialise = ({ pixelId, automaticEvents, coexist }: Settings, userData: PixelUserData, json: string) => {
    const isForeign = isInitialised(fbq, pixelId);
    known[pixelId] = isForeign ? undefined : json;
    if (isForeign) return;
    if (automaticEvents !== 'meta') call('set', 'autoConfig', false, pixelId);
    call('init', pixelId, userData);
    // Otherwise the library's own page views, and `track` of other scripts, would reach this pixel without an event id.
    if (!coexist) call('set', 'trackSingleOnly', true, pixelId);
  };
  /** Replaces a pixel's user data, when there is another visitor or more is known about the visitor. */
  const changeUserData = (pixelId: string, userData: PixelUserData, json: string) => {
    const pixel = findPixel(fbq, pixelId) as PixelState;
    // The library also has copies in other formats, and data that it has read from the page's forms.
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
      // Set before the events that waited for consent are sent.
      if (isGranted && dataProcessing !== currentProcessing) {
        const [option, ...region] = dataProcessing ?? [];
        // The library ignores calls with a state above 1000 (California). With zeros, Meta detects the state itself.
        call('dataProcessingOptions', option ? [option] : [], ...((region[1] as number) > 1000 ? [0, 0] : region));
        currentProcessing = dataProcessing;
      }
      if (!isGranted) waiting = [];
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

/** Finds a pixel in the library's state. */
const findPixel = (fbq: Fbq, pixelId: string) => fbq.getState?.().pixels?.filter(({ id }) => id === pixelId)[0];

/** Returns whether the page itself has initialised a pixel, in the library or in its queue. */
const isInitialised = guard(
  (fbq: Fbq, pixelId: string) =>
    findPixel(fbq, pixelId) || readQueue(fbq).some(([method, id]) => method === 'init' && `${id}` === pixelId),
);
