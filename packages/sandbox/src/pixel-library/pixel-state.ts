import { hashUserData } from './hash-user-data.js';

type Fields = Record<string, unknown>;

/** The state of the library on one page. */
export interface PixelState {
  /** User data, hashed, by the id of each pixel that was initialised. */
  pixels: Map<string, Fields>;
  /** Ids of the pixels that have fired a page view. */
  viewed: Set<string>;
  /** Arguments of the last `dataProcessingOptions`. */
  dataProcessing: unknown[] | undefined;
  /** Initialises a pixel. As in Meta's library, only the first `init` of a pixel sets its user data. */
  addPixel(pixelId: string, userData?: Fields): void;
  /** Runs the function now, or when consent is granted again. */
  whenGranted(run: () => void): void;
  setConsent(isGranted: boolean): void;
}

export function createPixelState(): PixelState {
  const pixels = new Map<string, Fields>();
  let granted = true;
  let queued: (() => void)[] = [];
  return {
    pixels,
    viewed: new Set(),
    dataProcessing: undefined,
    addPixel(pixelId, userData) {
      if (pixels.has(pixelId)) console.warn(`[sandbox pixel] duplicate init of ${pixelId} ignored`);
      else pixels.set(pixelId, hashUserData(userData ?? {}));
    },
    whenGranted(run) {
      if (granted) run();
      else queued.push(run);
    },
    setConsent(isGranted) {
      granted = isGranted;
      if (!granted) return;
      const waiting = queued;
      queued = [];
      for (const run of waiting) run();
    },
  };
}
