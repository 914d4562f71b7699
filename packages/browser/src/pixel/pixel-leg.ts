import { createPixelMapper, type identifyEvent, type Message, parseConsent, type Settings } from '@twinbeam/shared';
import { addScript, preloadScript } from '../page/add-script.js';
import { guard } from '../page/guard.js';
import { createSafeDocument } from '../page/safe-document.js';
import type { Listener } from '../tracker/reports.js';
import { createPixel, type PixelWindow } from './pixel.js';
import { toPixelUserData } from './to-pixel-user-data.js';
import { whenIdle } from './when-idle.js';

/** The browser's leg of events: maps messages, and fires the Pixel. */
export interface PixelLeg {
  /** Fires an event; false when no pixel was fired, because the server will reject the message. */
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

export type CreatePixelLeg = (
  window: PixelWindow,
  options: PixelLegOptions,
  report: Listener,
  identify: typeof identifyEvent,
) => PixelLeg;

/**
 * Creates the Pixel's leg of a window. In pages it is a file of its own, without which the server's leg goes on.
 *
 * @param identify the first step of the mapping, which the page's script holds already
 */
export const createPixelLeg: CreatePixelLeg = (window, options, report, identify) => {
  const { pixels, pixelLibraryUrl, pixelLoad, nonce } = options;
  const toPixelCall = createPixelMapper(identify);
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
    if (createSafeDocument(window.document).readyState === 'complete') return add();
    window.addEventListener('load', add);
    preloadScript(window, { src: pixelLibraryUrl, nonce, onload: add, onerror: add });
  };
  const pixel = createPixel(window, pixelLoad === 'defer' ? () => whenIdle(window, loadLibrary) : loadLibrary);
  const hasLimitedDataUse = pixels.some(({ limitedDataUse }) => limitedDataUse);
  return {
    fire(message) {
      let fired = false;
      for (const settings of pixels) {
        const { pixelId } = settings;
        const mapped = toPixelCall(message, settings);
        const { call, userData } = 'call' in mapped ? mapped : {};
        const problems = mapped.rejected ?? ('problems' in mapped ? mapped.problems : []);
        if (call) {
          fired = true;
          guard(pixel.fire)(call, toPixelUserData(message, settings, userData), settings);
        }
        report({ kind: 'pixel', messageId: message.messageId as string, pixelId, call, problems });
      }
      return fired;
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
};
