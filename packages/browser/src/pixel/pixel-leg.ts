import { type Message, type Problem, parseConsent, type Settings } from '@twinbeam/shared';
import { guard } from '../page/guard.js';
import type { Listener } from '../reports.js';
import type { PixelWindow } from './fbq.js';
import { createLibraryLoader } from './library-loader.js';
import { createPixel } from './pixel.js';
import type { PixelEvent, ToPixelEvent } from './to-pixel-event.js';
import { whenIdle } from './when-idle.js';

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

/** The event that is fired, if any, and the problems that are reported. */
type FiredEvent = Partial<PixelEvent> & { problems?: Problem[] | undefined };

/** Creates the Pixel's leg of a window. */
export function createPixelLeg(
  window: PixelWindow,
  options: PixelLegOptions,
  toPixelEvent: ToPixelEvent,
  report: Listener,
): PixelLeg {
  const { pixels, pixelLibraryUrl, pixelLoad, nonce } = options;
  const loader = createLibraryLoader(window, pixelLibraryUrl, nonce);
  const pixel = createPixel(window, pixelLoad === 'defer' ? () => whenIdle(window, loader.request) : loader.request);
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
