import { type Message, parseConsent, type Settings } from '@twinbeam/shared';
import { addScript, preloadScript } from '../page/add-script.js';
import { guard } from '../page/guard.js';
import type { Listener } from '../tracker/reports.js';
import type { PixelWindow } from './fbq.js';
import { createPixel } from './pixel.js';
import type { ToPixelEvent } from './to-pixel-event.js';
import { whenIdle } from './when-idle.js';
import { whenLoaded } from './when-loaded.js';

/** The browser's leg of events: maps messages, and fires the Pixel. */
export interface PixelLeg {
  /** Fires an event; false when it is none of any pixel's, because the server will reject or skip the message. */
  fire(message: Message): boolean;
  /** Tells the Pixel the visitor's decision, as the consent cookie has it. */
  consent(cookieValue: string): void;
}

/** Options of the leg. */
export interface PixelLegOptions {
  pixels: Settings[];
  pixelLibraryUrl: string;
  pixelLoad: 'now' | 'defer';
  nonce: string;
}

/** Creates the Pixel's leg of a window. */
export function createPixelLeg(
  window: PixelWindow,
  options: PixelLegOptions,
  toPixelEvent: ToPixelEvent,
  report: Listener,
): PixelLeg {
  const { pixels, pixelLibraryUrl, pixelLoad, nonce } = options;
  let isGranted = true;
  let isLoadDue = false;
  let lastConsent: string | undefined;
  const loadLibrary = () => {
    // Consent may have been withdrawn before the page was idle.
    isLoadDue = !isGranted;
    if (isGranted) addLibrary();
  };
  /** Adds the library once it is there, or the page has loaded: the page's load event does not wait for Meta. */
  const addLibrary = () => {
    let isAdded = false;
    const add = () => {
      isLoadDue = !isGranted;
      if (isGranted && !isAdded) addScript(window, { src: pixelLibraryUrl, nonce });
      isAdded = true;
    };
    whenLoaded(window, add);
    if (!isAdded) preloadScript(window, { src: pixelLibraryUrl, nonce, onload: add, onerror: add });
  };
  const pixel = createPixel(window, pixelLoad === 'defer' ? () => whenIdle(window, loadLibrary) : loadLibrary);
  const hasLimitedDataUse = pixels.some(({ limitedDataUse }) => limitedDataUse);
  return {
    fire(message) {
      let isAccepted = false;
      for (const settings of pixels) {
        const { pixelId } = settings;
        const mapped = toPixelEvent(message, settings);
        const { call, userData } = 'call' in mapped ? mapped : {};
        isAccepted ||= 'call' in mapped;
        const problems = mapped.rejected ?? ('problems' in mapped ? mapped.problems : []);
        if (call && userData) guard(pixel.fire)(call, userData, settings);
        report({ kind: 'pixel', messageId: message.messageId as string, pixelId, call, problems });
      }
      return isAccepted;
    },
    consent(cookieValue) {
      if (cookieValue === lastConsent) return;
      lastConsent = cookieValue;
      const consent = parseConsent(cookieValue);
      isGranted = consent?.state === 'granted';
      if (isLoadDue) loadLibrary();
      pixel.consent(isGranted, hasLimitedDataUse ? consent?.dataProcessing : undefined);
    },
  };
}
