import { type Message, type Problem, parseConsent, type Settings } from '@twinbeam/shared';
import { guard } from '../page/guard.js';
import type { Listener } from '../reports.js';
import type { PixelWindow } from './fbq.js';
import { createLibraryLoader } from './library-loader.js';
import { createPixel } from './pixel.js';
import type { PixelEvent, ToPixelEvent } from './to-pixel-event.js';
import { whenIdle } from './when-loaded.js';

/** The browser leg: maps messages and fires the Pixel. */
export interface PixelLeg {
  /** Fires an event; returns false if the message makes no event for any pixel: the server rejects or skips it too. */
  fire(message: Message): boolean;
  /** Passes the decision in the consent cookie to the Pixel. */
  consent(cookieValue: string): void;
}

/** Options of the Pixel leg. */
export interface PixelLegOptions {
  pixels: Settings[];
  pixelLibraryUrl: string;
  pixelLoad: 'now' | 'defer';
  nonce: string;
}

/** The fired event, if any, and the problems to report. */
type FiredEvent = Partial<PixelEvent> & { problems?: Problem[] | undefined };

/** Creates the Pixel leg of a window. */
export function createPixelLeg(
  window: PixelWindow,
  options: PixelLegOptions,
  toPixelEvent: ToPixelEvent,
  report: Listener,
): PixelLeg {
  const { pixels, pixelLibraryUrl, pixelLoad, nonce } = options;
  const loader = createLibraryLoader(window, pixelLibraryUrl, nonce);
  const pixel = createPixel(window, (onLoad) => {
    const request = () => loader.request(onLoad);
    if (pixelLoad === 'defer') whenIdle(window, request);
    else request();
  });
  let lastConsent: string | undefined;
  return {
    fire(message) {
      let isAccepted = false;
      for (const settings of pixels) {
        const mapped = toPixelEvent(message, settings);
        const { call, userData, problems = [] }: FiredEvent = 'call' in mapped ? mapped : { problems: mapped.rejected };
        isAccepted ||= 'call' in mapped;
        if (call && userData) guard(pixel.fire)(call, userData, settings);
        report({ kind: 'pixel', messageId: message.messageId as string, pixelId: settings.pixelId, call, problems });
      }
      return isAccepted;
    },
    consent(cookieValue) {
      if (cookieValue === lastConsent) return;
      lastConsent = cookieValue;
      const consent = parseConsent(cookieValue);
      const isGranted = consent?.state === 'granted';
      loader.setGranted(isGranted);
      pixel.consent(isGranted, pixels.some((each) => each.limitedDataUse) ? consent?.dataProcessing : undefined);
    },
  };
}
