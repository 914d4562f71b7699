import type { Settings } from '@twinbeam/shared';
import type { PixelUserData } from './to-pixel-user-data.js';

/** Initialises a pixel that the page has not initialised itself. */
export function initialisePixel(
  call: (...args: unknown[]) => void,
  { pixelId, automaticEvents, coexist }: Settings,
  userData: PixelUserData,
): void {
  if (automaticEvents !== 'meta') call('set', 'autoConfig', false, pixelId);
  call('init', pixelId, userData);
  // Otherwise the library's own page views, and `track` of other scripts, would reach this pixel without an event id.
  if (!coexist) call('set', 'trackSingleOnly', true, pixelId);
}
