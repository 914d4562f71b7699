import { parseFbc, parseFbp } from '@twinbeam/shared';
import type { PixelWindow } from '../pixel/pixel.js';

/** How things are with the page: what both legs depend on, by name. No values of cookies. */
export function pageState(window: PixelWindow): [name: string, state: string][] {
  const read = (name: string) => window.document.cookie.match(`(?:^|; )${name}=([^;]*)`)?.[1];
  const shape = (name: string, parse: (value: unknown) => unknown) => {
    const value = read(name);
    return value ? (parse(value) ? 'well-formed' : 'malformed') : 'none';
  };
  return [
    ['_fbp', shape('_fbp', parseFbp)],
    ['_fbc', shape('_fbc', parseFbc)],
    ['twinbeam_id', shape('twinbeam_id', Boolean)],
    ['Pixel', libraryState(window)[1]],
  ];
}

/** Whether what the Pixel is told goes anywhere, and in words. */
export function libraryState({ fbq }: PixelWindow): [isThere: boolean, state: string] {
  if (fbq?.callMethod) return [true, 'its library is there'];
  if (!fbq) return [false, 'there is no fbq yet'];
  return Array.isArray(fbq.queue)
    ? [false, "waits for Meta's library: it is slow, or blocked by an ad blocker or the content security policy"]
    : [false, "fbq is not Meta's: it is an ad blocker's, or another tool's that may drop what it is told"];
}
