import { anonymousIdCookie, parseAnonymousId, parseFbp, parseStableFbc } from '@twinbeam/shared';
import { attempt } from '../page/attempt.js';
import type { PixelWindow } from '../pixel/fbq.js';

/** Reads the state of the cookies and of the Pixel's library, as names and texts. It has no values of cookies. */
export function readPageState(window: PixelWindow): [name: string, state: string][] {
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
