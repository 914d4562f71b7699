import { guard } from '../page/guard.js';
import type { Fbq, PixelState } from './fbq.js';
import { readQueue } from './fbq-queue.js';
import type { PixelUserData } from './to-pixel-user-data.js';

/** Finds a pixel in the library's state. */
const findPixel = (fbq: Fbq, pixelId: string) => fbq.getState?.().pixels?.filter(({ id }) => id === pixelId)[0];

/** Returns whether the page itself has initialised a pixel, in the library or in its queue. */
export const isInitialised = guard(
  (fbq: Fbq, pixelId: string) =>
    findPixel(fbq, pixelId) || readQueue(fbq).some(([method, id]) => method === 'init' && `${id}` === pixelId),
);

/** Replaces a pixel's user data, when there is another visitor or more is known about the visitor. */
export function replaceUserData(fbq: Fbq, pixelId: string, userData: PixelUserData): void {
  const pixel = findPixel(fbq, pixelId) as PixelState;
  // The library also has copies in other formats, and data that it has read from the page's forms.
  for (const key in pixel) if (/userData/i.test(key)) pixel[key] = key === 'userData' ? userData : {};
}
