import { type Message, parseConsent, type Settings, toPixelCall } from '@twinbeam/shared';
import { addScript } from '../add-script.js';
import { guard } from '../guard.js';
import type { Listener } from '../tracker/report.js';
import { createPixel, type PixelWindow } from './pixel.js';
import { toPixelUserData } from './pixel-user-data.js';
import { whenIdle } from './when-idle.js';

/** The browser's leg: maps messages, and fires the Pixel. */
export interface PixelLeg {
  /** Fires an event; false when the server will reject it, and so nothing was fired. */
  fire(message: Message): boolean;
  /** Tells the Pixel what the visitor has said, as the consent cookie has it. */
  consent(said: string): void;
}

/** What the leg needs to know. */
export interface PixelLegOptions {
  pixels: Settings[];
  pixelLibraryUrl: string;
  pixelLoad: 'now' | 'defer';
  nonce: string;
}

export type CreatePixelLeg = (window: PixelWindow, options: PixelLegOptions, report: Listener) => PixelLeg;

/** Pages load it apart from the script, which goes on without it when it is blocked. */
export const createPixelLeg: CreatePixelLeg = (window, { pixels, pixelLibraryUrl, pixelLoad, nonce }, report) => {
  let allowed = true;
  let wanted = false;
  /** Consent may have been withdrawn while the page was busy. */
  const load = () => {
    wanted = !allowed;
    if (allowed) addScript(window, pixelLibraryUrl, nonce);
  };
  const pixel = createPixel(window, pixelLoad === 'defer' ? () => whenIdle(window, load) : load);
  const limits = pixels.some(({ limitedDataUse }) => limitedDataUse);
  let known: string | undefined;
  return {
    fire(message) {
      let fired = false;
      for (const settings of pixels) {
        const { pixelId } = settings;
        const mapped = toPixelCall(message, settings);
        const { call } = 'call' in mapped ? mapped : {};
        const problems = mapped.rejected ?? ('problems' in mapped ? mapped.problems : []);
        if (call) {
          fired = true;
          guard(pixel.fire)(call, toPixelUserData(message, settings));
        }
        report({ kind: 'pixel', messageId: message.messageId as string, pixelId, call, problems });
      }
      return fired;
    },
    consent(said) {
      if (said === known) return;
      known = said;
      const consent = parseConsent(said);
      allowed = consent?.state === 'granted';
      if (wanted) load();
      pixel.consent(allowed, limits ? consent?.dataProcessing : undefined);
    },
  };
};
