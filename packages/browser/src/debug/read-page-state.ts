import { anonymousIdCookie, parseAnonymousId, parseFbp, parseStableFbc, type Settings } from '@twinbeam/shared';
import { attempt } from '../page/attempt.js';
import type { PixelWindow } from '../pixel/fbq.js';

/**
 * Reads the state of the cookies and of the Pixel's library, as names and texts. It has no values of cookies.
 *
 * @param pixels the settings of the tracker's pixels
 */
export function readPageState(window: PixelWindow, pixels: readonly Settings[]): [name: string, state: string][] {
  // In a sandboxed frame, reading cookies throws.
  const cookies = attempt(() => window.document.cookie) || '';
  const describe = (name: string, parse: (value: unknown) => unknown) => {
    const value = cookies.match(`(?:^|; )${name}=([^;]*)`)?.[1];
    return value ? (parse(value) ? 'well-formed' : 'malformed') : 'none';
  };
  return [
    ['_fbp', describe('_fbp', parseFbp)],
    ['_fbc', describe('_fbc', parseStableFbc)],
    [anonymousIdCookie, describe(anonymousIdCookie, parseAnonymousId)],
    ['Pixel', readLibraryState(window).text],
    ...pixels
      .filter((settings) => isInitialisedByOther(window, settings))
      .map(({ pixelId }): [string, string] => [
        `Pixel ${pixelId}`,
        'another script has initialised it, so that fbq(…) calls of other scripts reach it: they have no id of ours',
      ]),
  ];
}

/** The state of the Pixel's library. */
export interface LibraryState {
  /** Until the library is loaded, Pixel calls have no effect. */
  isLoaded: boolean;
  text: string;
}

/** Reads whether the Pixel's library has loaded, and the likely reason if not. */
export function readLibraryState({ fbq }: PixelWindow): LibraryState {
  if (fbq?.callMethod) return { isLoaded: true, text: 'its library has loaded' };
  if (!fbq) return { isLoaded: false, text: 'there is no fbq yet' };
  const text = Array.isArray(fbq.queue)
    ? "waits for Meta's library. If this stays, it is blocked by an ad blocker or the content security policy"
    : "fbq is not Meta's: it belongs to an ad blocker, or to another tool that may drop its calls";
  return { isLoaded: false, text };
}

/** Returns whether another script has initialised a pixel: the tracker sets `trackSingleOnly` after its own `init`. */
function isInitialisedByOther({ fbq }: PixelWindow, { pixelId, coexist }: Settings): boolean {
  // With calls in the queue, that setting may still be among them.
  if (!fbq?.callMethod || fbq.queue?.[0] || coexist) return false;
  const pixels = attempt(() => fbq.getState?.().pixels) ?? [];
  return pixels.some(({ id, trackSingleOnly }) => id === pixelId && trackSingleOnly !== true);
}
