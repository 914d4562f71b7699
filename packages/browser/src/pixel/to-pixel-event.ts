import { type MappingResult, type Message, mapPixelCall, type PixelCall, type Settings } from '@twinbeam/shared';
import { type PixelUserData, toPixelUserData } from './to-pixel-user-data.js';

/** A call of the Pixel, and the user data of its visitor. */
export interface PixelEvent {
  /** Undefined where the site drops it: the server's leg goes on. */
  call: PixelCall | undefined;
  userData: PixelUserData;
}

/** Maps a message to what the Pixel is to be told. */
export type ToPixelEvent = (message: Message, settings: Settings) => MappingResult<PixelEvent>;

/** Maps a message to the call of a pixel, and the user data that go with it. */
export const toPixelEvent: ToPixelEvent = (message, settings) => {
  const mapped = mapPixelCall(message, settings);
  return 'call' in mapped ? { ...mapped, userData: toPixelUserData(message, settings, mapped.userData) } : mapped;
};
