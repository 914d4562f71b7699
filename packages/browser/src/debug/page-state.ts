import { parseFbc, parseFbp } from '@twinbeam/shared/core-mapper';
import type { PixelWindow } from '../pixel.js';

/** How things are with the page: what both legs depend on, by name. No values of cookies, but for the consent. */
export function pageState(window: PixelWindow): [name: string, state: string][] {
  const read = (name: string) => window.document.cookie.match(`(?:^|; )${name}=([^;]*)`)?.[1];
  const shape = (name: string, parse: (value: unknown) => unknown) => {
    const value = read(name);
    return value ? (parse(value) ? 'well-formed' : 'malformed') : 'none';
  };
  const [consent] = read('twinbeam_consent')?.split('.') ?? [];
  return [
    ['consent', consent ?? 'no cookie of it'],
    ['_fbp', shape('_fbp', parseFbp)],
    ['_fbc', shape('_fbc', parseFbc)],
    ['twinbeam_id', shape('twinbeam_id', Boolean)],
    ['Pixel', libraryState(window)],
  ];
}

/** Whether what the Pixel is told goes anywhere. */
export function libraryState({ fbq }: PixelWindow): string {
  if (fbq?.callMethod) return 'its library is there';
  if (!fbq) return 'there is no fbq yet';
  return Array.isArray(fbq.queue)
    ? "waits for Meta's library: it is slow, or blocked by an ad blocker or the content security policy"
    : "fbq is not Meta's: an ad blocker's, it may drop what it is told";
}
